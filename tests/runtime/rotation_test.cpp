// The seal is changed under stored records: interrupted anywhere it loses nothing, and afterwards only the new key
// opens.
#include "engine/runtime/rotation.h"

#include <unistd.h>

#include <filesystem>

#include "engine/runtime/verify.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using namespace bihuan::runtime;

namespace {

// A report with a personal field and two parties of a petition.
struct SealedOffice : test::Office {
  SealedOffice() : Office({.workflows = {"grid-report", "petition"}}) {
    auto fields = test::report_fields();
    fields.emplace_back("involved", expression::Value::string("某某公司"));
    core::FileCase report{"grid-report", std::move(fields), {}, {}, {}, {}, {}};
    REQUIRE(service->execute(request("grid_member-jinping", 0, std::move(report), "a")));
    core::FileCase filing;
    filing.workflow = "petition";
    const auto text = [](const char* value) { return expression::Value::string(value); };
    filing.fields = {{"channel", text("来信")},
                     {"subject", text("油烟")},
                     {"summary", text("油烟扰民")},
                     {"class", text("申诉求决")},
                     {"purpose", text("求决")},
                     {"types", expression::Value::list({text("大气")})},
                     {"place", test::place(29.6, 121.4)},
                     {"site", text("某店")},
                     {"people_count", expression::Value::integer(1)}};
    auto petition = request("clerk", 0, std::move(filing), "b");
    petition.parties = {{{}, "petitioner", "王小明", "13912345678", {}, {}, {}},
                        {{}, "accused", "某店", {}, {}, {}, {}}};
    const auto filed = service->execute(std::move(petition));
    INFO((filed ? "" : filed.error().message()));
    REQUIRE(filed);
    petition_id = filed->case_id;
    const auto put = writer->run([&](WriteSession& session) -> Result<void> {
      session.directory().put_credential(
          {.person = "clerk", .password = "x", .totp_secret = sealing->seal("secret", "totp:clerk").ciphertext});
      return {};
    });
    REQUIRE(put);
  }
  std::vector<SealedRecord> records() { return store->read()->cases().sealed_after("", 1000); }
  std::int64_t petition_id = 0;
};

std::size_t opened_by(const Sealing& sealing, const std::vector<SealedRecord>& records) {
  return static_cast<std::size_t>(std::count_if(records.begin(), records.end(), [&](const SealedRecord& record) {
    return sealing.open(record.ciphertext, record.id).has_value();
  }));
}

}  // namespace

TEST_CASE("a change of the seal that was interrupted goes on, and ends with one key", "[sealing]") {
  SealedOffice office;
  const auto before = office.records();
  REQUIRE(before.size() >= 3);
  const Keys during = with_new_seal(office.sealing->keys());
  CHECK(with_new_seal(during).seal == during.seal);  // called again it makes no third key
  CHECK(during.blind == office.sealing->keys().blind);
  const Sealing both(during);
  CHECK(opened_by(both, before) == before.size());

  // Interrupted: the first record stands under the new seal, the others under the old one, and all can be read.
  const auto first = both.reseal(before[0].ciphertext, before[0].id);
  REQUIRE(first);
  REQUIRE(*first);
  REQUIRE(office.writer->run([&](WriteSession& session) -> Result<void> {
    session.cases().replace_sealed(before[0].id, **first);
    return {};
  }));
  CHECK(opened_by(both, office.records()) == before.size());

  const auto resealed = reseal_all(*office.writer, both);
  REQUIRE(resealed);
  CHECK(*resealed == static_cast<std::int64_t>(before.size()));  // all but the first, and a second factor
  CHECK(reseal_all(*office.writer, both).value() == 0);

  Keys after = during;
  after.old_seal.reset();
  const Sealing only_new(after);
  CHECK(opened_by(only_new, office.records()) == before.size());
  CHECK(opened_by(*office.sealing, office.records()) == 0);
  const auto credential = office.store->read()->directory().credential("clerk");
  CHECK(only_new.open(credential->totp_secret, "totp:clerk").value() == "secret");

  *office.sealing = only_new;
  CHECK(office.verified().empty());
  const auto state = office.stored(office.petition_id).state;
  CHECK(office.service->parties(state).at(0).name == "王小明");
  core::FileCase again;
  again.workflow = "petition";
  const auto repeats = office.service->likely_repeats(again, {{{}, "petitioner", "王小明", "13912345678", {}, {}, {}}},
                                                      {.all = true}, 5);
  REQUIRE(repeats.size() == 1);
  CHECK(repeats[0].row.id == office.petition_id);
}

TEST_CASE("a record under neither key stops the change with its id and is left as it is", "[sealing]") {
  SealedOffice office;
  const auto record = office.records().back();
  REQUIRE(office.writer->run([&](WriteSession& session) -> Result<void> {
    session.cases().replace_sealed(record.id, Sealing(make_keys()).seal("x", record.id).ciphertext);
    return {};
  }));
  const auto refused = reseal_all(*office.writer, Sealing(with_new_seal(office.sealing->keys())));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "cannot_open_sealed");
}

TEST_CASE("a key file is replaced in one step, and carries both seals while the change is under way", "[sealing]") {
  const auto folder = std::filesystem::temp_directory_path() / ("bihuan-rotation-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = folder / "keys";
  const auto keys = make_keys();
  REQUIRE(write_keys(path, keys));
  const auto changed = with_new_seal(keys);
  REQUIRE(replace_keys(path, changed));
  const auto read = read_keys(path);
  REQUIRE(read);
  CHECK(read->seal == changed.seal);
  CHECK(read->old_seal == keys.seal);
  CHECK(read->blind == keys.blind);
  const auto exported = import_keys(export_keys(*read, "correct horse"), "correct horse");
  REQUIRE(exported);
  CHECK(exported->old_seal == keys.seal);
  std::filesystem::remove_all(folder);
}

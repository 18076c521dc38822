// The table of facts follows the cases without reading them all again, also over a restart.
#include "engine/report/facts_keeper.h"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using namespace bihuan::report;

namespace {

using expression::Value;

struct Kept {
  test::Office office{{.workflows = {"petition", "grid-report"}}};
  std::string file = office.folder() + "/facts.cache";

  std::unique_ptr<FactsKeeper> keeper() {
    return std::make_unique<FactsKeeper>(*office.service, shipped_facts_mapping("petition").value(),
                                         calendar::Zone::find("Asia/Shanghai").value(), file, 1);
  }

  std::int64_t petition(const char* type = "大气") {
    core::FileCase filing;
    filing.workflow = "petition";
    filing.fields = {{"channel", Value::string("来信")},
                     {"subject", Value::string("某厂异味")},
                     {"summary", Value::string("夜间异味")},
                     {"class", Value::string("检举控告")},
                     {"types", Value::list({Value::string(type)})},
                     {"place", test::place(29.6, 121.4)}};
    return office.service->execute(office.request("clerk", 0, std::move(filing))).value().case_id;
  }

  void correct(std::int64_t id, const char* type) {
    core::CorrectField command{"types", Value::list({Value::string(type)}), "登记有误"};
    REQUIRE(office.service->execute(office.request("clerk", id, std::move(command))).has_value());
  }
};

std::string types_of(const FactTable& table, std::int64_t id) {
  std::string out;
  for (const auto& type : table.types(table.rows()[table.row_of(id).value()]))
    out += table.names(Dimension::type).name(type.main);
  return out;
}

}  // namespace

TEST_CASE("only what changed is read again", "[facts]") {
  Kept kept;
  const auto first = kept.petition();
  const auto second = kept.petition();
  REQUIRE(kept.office.file_report("grid_member-shangtian").has_value());
  const auto keeper = kept.keeper();
  const auto before = keeper->facts();
  CHECK(before.table->rows().size() == 2);
  CHECK(keeper->facts().version == before.version);
  CHECK(keeper->last_read() == 0);
  kept.correct(first, "水");
  const auto third = kept.petition("噪声");
  const auto after = keeper->facts();
  CHECK(keeper->last_read() == 2);
  CHECK(after.version != before.version);
  CHECK(types_of(*after.table, first) == "水");
  CHECK(types_of(*after.table, third) == "噪声");
  CHECK(types_of(*before.table, first) == "大气");  // a table that is held stays as it was
  REQUIRE(kept.office.fire("clerk", second, "withdraw", {{"reason", Value::string("自愿")}}).has_value());
  CHECK_FALSE(keeper->current()->row_of(second).has_value());
  CHECK(keeper->current()->rows().size() == 2);
}

TEST_CASE("a copy beside the database spares the whole reading after a restart", "[facts]") {
  Kept kept;
  const auto first = kept.petition();
  kept.petition();
  (void)kept.keeper()->current();
  REQUIRE(std::filesystem::exists(kept.file));
  kept.correct(first, "水");
  kept.office.close();
  kept.office.open();
  {
    const auto keeper = kept.keeper();
    const auto table = keeper->current();
    CHECK(keeper->last_read() == 1);
    CHECK(table->rows().size() == 2);
    CHECK(types_of(*table, first) == "水");
    CHECK(table->title(0) == "某厂异味");
  }
  const auto keeper = kept.keeper();  // the copy was brought up to date at the end
  (void)keeper->current();
  CHECK(keeper->last_read() == 0);
}

TEST_CASE("a broken copy, another's copy and other unit names are not used", "[facts]") {
  Kept kept;
  kept.petition();
  (void)kept.keeper()->current();
  {
    std::fstream broken(kept.file, std::ios::in | std::ios::out | std::ios::binary);
    broken.seekp(-1, std::ios::end);
    broken.put('x');
  }
  auto keeper = kept.keeper();
  CHECK(keeper->current()->rows().size() == 1);
  CHECK(keeper->last_read() == 1);
  const auto renamed = kept.office.writer->run([](runtime::WriteSession& session) -> Result<bool> {
    session.directory().put_unit({"xikou", "溪口镇", "town", "bureau", 0, {}});
    return true;
  });
  REQUIRE(renamed.has_value());
  (void)keeper->current();
  CHECK(keeper->last_read() == 1);
  keeper.reset();
  Kept other;
  other.petition("水");
  std::filesystem::copy_file(kept.file, other.file);
  const auto stranger = other.keeper();
  CHECK(types_of(*stranger->current(), 1) == "水");
  CHECK(stranger->last_read() == 1);
}

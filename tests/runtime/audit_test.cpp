#include "engine/runtime/audit.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "engine/runtime/verify.h"
#include "storage/backup/backup.h"
#include "storage/sqlite/connection.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using expression::Value;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::int64_t petition(test::Office& office) {
  core::FileCase filing;
  filing.workflow = "petition";
  const auto definition = office.definitions->for_new_case("petition", "2022-06-06").value();
  std::mt19937 random(3);
  for (const auto& field : definition->fields) {
    if (field.id == "description" || field.id == "channel" || field.id == "place") {
      filing.fields.emplace_back(field.id, test::random_value(field, random));
    }
  }
  for (const auto& asked : definition->form) {
    const auto& id = asked.field;
    for (const auto& field : definition->fields) {
      const bool known =
          std::any_of(filing.fields.begin(), filing.fields.end(), [&](const auto& set) { return set.first == id; });
      if (field.id == id && !known && !field.personal)
        filing.fields.emplace_back(id, test::random_value(field, random));
    }
  }
  auto request = office.request("clerk", 0, filing);
  request.parties = {{"", "petitioner", "赵钱孙", "13857400001", "330283199001011234", "某村某号", {}}};
  const auto reply = office.service->execute(request);
  INFO((reply ? std::string("filed") : reply.error().code + " " + reply.error().message("en")));
  REQUIRE(reply.has_value());
  return reply->case_id;
}

std::vector<std::string> codes(const runtime::VerifyReport& report) {
  std::vector<std::string> out;
  for (const auto& finding : report.findings) out.push_back(finding.code);
  return out;
}

bool finds(test::Office& office, const std::string& code, std::vector<runtime::Checkpoint> heads = {}) {
  const auto report =
      runtime::verify({*office.store, *office.definitions, office.sealing.get(), office.blobs.get(), std::move(heads)});
  const auto found = codes(report);
  return std::find(found.begin(), found.end(), code) != found.end();
}

void by_hand(test::Office& office, const std::string& sql) {
  sqlite::Connection direct(office.folder() + "/bihuan.db", {});
  direct.run("DROP TRIGGER IF EXISTS history_is_not_changed; DROP TRIGGER IF EXISTS history_is_not_deleted");
  direct.run(sql);
}

}  // namespace

TEST_CASE("verify names the exact place of every change by hand", "[audit]") {
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"UPDATE history SET actor = 'leader' WHERE id = 1", "finding_chain_broken"},
      {"UPDATE history SET body = replace(body, '露天焚烧', '没有问题') WHERE id = 1", "finding_chain_broken"},
      {"DELETE FROM history WHERE id = 2", "finding_head_differs"},
      {"UPDATE cases SET lead_unit = 'xikou' WHERE id = 1", "finding_row_differs"},
      {"UPDATE cases SET due = due + 1 WHERE id = 1", "finding_row_differs"},
      {"UPDATE cases SET state = replace(state, '露天焚烧', '没有问题') WHERE id = 1", "finding_state_differs"},
      {"UPDATE cases SET state = substr(state, 1, 100) WHERE id = 1", "finding_state_differs"},
      {"UPDATE cases SET state = '{}' WHERE id = 1", "finding_state_differs"},
      {"UPDATE cases SET state = replace(state, '\"fields\":{', '\"fields\":{\"more\":1,') WHERE id = 1",
       "finding_state_differs"},
      {"DELETE FROM timers", "finding_timers_differ"},
      {"INSERT INTO timers VALUES (5, 1, 'clock/intake/0')", "finding_timers_differ"},
      {"INSERT INTO timers VALUES (5, 77, 'clock/intake/0')", "finding_timers_differ"},
      {"UPDATE tasks SET unit = 'xikou'", "finding_tasks_differ"},
      {"INSERT INTO tasks VALUES ('xikou', 1, 1, 9, '', 'handling')", "finding_tasks_differ"},
  };
  for (const auto& [sql, code] : changes) {
    test::Office office;
    const auto id = office.file_report("grid_member-shangtian").value().case_id;
    static_cast<void>(office.fire(
        "command", id, "accept", {{"dispatch_to", Value::string("shangtian")}, {"difficulty", Value::string("一般")}}));
    REQUIRE(office.verified() == "");
    by_hand(office, sql);
    INFO(sql);
    CHECK(finds(office, code));
  }
}

TEST_CASE("verify beside a writer sees one state, and finds nothing", "[audit][threads]") {
  test::Office office;
  for (int i = 0; i < 20; ++i) static_cast<void>(office.file_report("grid_member-shangtian").value());
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      written += office.service->execute(office.request("clerk", 1 + i % 20, core::Comment{"又一条"})) ? 1 : 0;
    }
  });
  for (int round = 0; round < 5; ++round) CHECK(office.verified() == "");
  stop = true;
  writer.join();
  CHECK(written > 0);
}

TEST_CASE("signed heads that left the machine show a history signed again and a tail cut off", "[audit]") {
  test::Office office;
  static_cast<void>(office.file_report("grid_member-shangtian").value());
  static_cast<void>(office.file_report("grid_member-xikou").value());
  const auto head =
      runtime::make_checkpoint(*office.store, *office.writer, office.sealing->keys(), office.clock.now()).value();
  CHECK(runtime::signature_holds(head));
  std::string exported;
  runtime::export_audit(*office.store, [&](std::string_view line) { exported += std::string(line) + "\n"; });
  const auto heads = runtime::read_exported_checkpoints(exported).value();
  REQUIRE(heads.size() == 1);
  CHECK(heads[0].signature == head.signature);
  CHECK_FALSE(finds(office, "finding_tail_cut", heads));
  auto forged = head;
  forged.last_history = 1;
  CHECK_FALSE(runtime::signature_holds(forged));
  SECTION("the last case is cut off, checkpoint and all") {
    by_hand(office,
            "DELETE FROM history WHERE case_id = 2; DELETE FROM cases WHERE id = 2; DELETE FROM timers WHERE "
            "case_id = 2; DELETE FROM tasks WHERE case_id = 2; DELETE FROM checkpoints");
    CHECK(finds(office, "finding_tail_cut", heads));
    CHECK_FALSE(finds(office, "finding_tail_cut"));  // without the head from elsewhere nobody could know
  }
  SECTION("the whole history is signed again with another key") {
    auto other = runtime::sign_checkpoint(runtime::make_keys(), 1, head.last_history, head.root);
    CHECK(finds(office, "finding_other_key", {other}));
  }
}

TEST_CASE("after erasure no byte of the person is left, and the chain still holds", "[audit][erasure]") {
  test::Office office({.workflows = {"petition"}});
  const auto id = petition(office);
  REQUIRE(office.verified() == "");
  const auto state = office.stored(id).state;
  REQUIRE(state.parties.size() == 1);
  CHECK(office.service->parties(state).at(0).name == "赵钱孙");
  const auto ciphertext = office.store->read()->cases().sealed(state.parties[0].record)->ciphertext;
  const auto blind = office.sealing->blind("phone", "13857400001");
  const auto database = office.folder() + "/bihuan.db";
  const auto all_bytes = [&] { return bytes_of(database) + bytes_of(database + "-wal") + bytes_of(database + "-shm"); };
  for (const auto& secret : {std::string("赵钱孙"), std::string("13857400001"), std::string("330283199001011234")}) {
    CHECK(all_bytes().find(secret) == std::string::npos);  // never in clear
  }
  CHECK(all_bytes().find(ciphertext) != std::string::npos);
  CHECK(office.service->erase(id, "", "clerk", "本人申请").value() >= 1);
  CHECK(all_bytes().find(ciphertext) == std::string::npos);
  CHECK(all_bytes().find(ciphertext.substr(0, 24)) == std::string::npos);
  CHECK(all_bytes().find(blind) == std::string::npos);
  CHECK(office.service->parties(state).at(0).name.empty());
  CHECK(office.verified() == "");
  CHECK(office.service->erase(id, "", "clerk", "再次").error().code == "nothing_to_erase");
  CHECK(office.store->read()->records().log({.action = "erase"}).items.size() == 1);
}

TEST_CASE("a field marked personal stands sealed in state and history, old values too", "[audit][erasure]") {
  test::Office office;
  auto fields = test::report_fields();
  fields.emplace_back("involved", Value::string("钱孙李的养殖场"));
  core::FileCase filing;
  filing.workflow = "grid-report";
  filing.fields = fields;
  const auto id = office.service->execute(office.request("grid_member-shangtian", 0, filing)).value().case_id;
  const auto corrected = office.service->execute(
      office.request("command", id, core::CorrectField{"involved", Value::string("周吴郑的养殖场"), "更正"}));
  INFO((corrected ? std::string() : corrected.error().code));
  const auto definition = office.definitions->by_hash(office.stored(id).row.definition_hash).value();
  const auto& data = office.stored(id).state.machine.data;
  std::string involved;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (definition->fields[i].id == "involved") involved = data[i].as_string();
  }
  CHECK(involved == (corrected ? "周吴郑的养殖场" : "钱孙李的养殖场"));
  const auto database = office.folder() + "/bihuan.db";
  const auto all_bytes = [&] { return bytes_of(database) + bytes_of(database + "-wal"); };
  CHECK(all_bytes().find("钱孙李") == std::string::npos);
  CHECK(all_bytes().find("周吴郑") == std::string::npos);
  CHECK(office.verified() == "");
  CHECK(office.service->erase(id, "", "clerk", "本人申请").has_value());
  CHECK(office.verified() == "");
  const auto history = office.service->history(id, 0, 1000).value();
  CHECK(history.size() == static_cast<std::size_t>(office.stored(id).state.last_seq));
}

TEST_CASE("a backup is whole, without keys, and comes back the same", "[backup]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian").value().case_id;
  auto upload = office.blobs->begin(1 << 20);
  REQUIRE(upload->append("before.jpg").has_value());
  const auto blob = upload->finish().value();
  const auto attached = office.service->execute(
      office.request("grid_member-shangtian", id,
                     core::Attach{{"a1", blob.hash, "before.jpg", blob.media_type, blob.bytes, "", "before"}}));
  REQUIRE(attached.has_value());
  const auto target = office.folder() + "-backup";
  const auto restored = office.folder() + "-restored";
  const auto made = backup::make_backup(*office.store, office.folder(), target, office.clock.now());
  REQUIRE(made.has_value());
  CHECK(made->cases == 1);
  CHECK(made->attachments == 1);
  CHECK(backup::make_backup(*office.store, office.folder(), target, 0).error().code == "backup_target_not_empty");
  const auto back = backup::restore_backup(target, restored);
  REQUIRE(back.has_value());
  CHECK(back->root == made->root);
  CHECK(backup::restore_backup(target, restored).error().code == "restore_target_not_empty");
  {
    test::Office copy({.folder = restored});
    CHECK(copy.verified() == "");
    CHECK(copy.stored(id).row.number == office.stored(id).row.number);
    CHECK(copy.blobs->intact(blob.hash));
  }
  // One changed byte is noticed.
  std::filesystem::remove_all(restored);
  {
    std::fstream file(target + "/bihuan.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(5000);
    file.put('\x55');
  }
  CHECK(backup::restore_backup(target, restored).error().code == "backup_damaged");
  std::filesystem::remove_all(target);
  std::filesystem::remove_all(restored);
}

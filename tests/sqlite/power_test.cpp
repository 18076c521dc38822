// What survives a power cut and a failing disk: the database and the attachments together, over a disk that drops any
// subset of what was not synced, and fails any operation.
#include "storage/files/blob_store.h"
#include "storage/sqlite/store.h"
#include "tests/sqlite/store_rows.h"
#include "tests/support/catch.h"
#include "tests/support/simulated_disk.h"

using namespace bihuan;

namespace {

using Fault = test::SimulatedDisk::Fault;

const std::string database = "/data/bihuan.db";

// One machine: a disk, and the program on it, which is started again after every cut.
struct Machine {
  test::SimulatedDisk disk;
  test::SimulatedVfs vfs{disk, "simulated"};

  std::unique_ptr<sqlite::SqliteStore> open() {
    disk.make_folder("/data");
    auto store = sqlite::SqliteStore::open({.path = database, .vfs = "simulated", .readers = 1}).value();
    disk.sync_folder("/data");
    return store;
  }
  void file_cases(std::int64_t count) {
    auto store = open();
    auto session = store->write();
    for (std::int64_t id = 1; id <= count; ++id) {
      session->begin();
      REQUIRE(session->cases().write(test::filing(id, "夜间施工噪声扰民")));
      session->commit();
    }
  }
};

// One transition with everything that belongs to it: attachment, rows, request, message.
void transition(Machine& machine, sqlite::SqliteStore& store) {
  files::BlobStore blobs("/data/attachments", machine.disk);
  auto upload = blobs.begin(1 << 20);
  if (!upload->append(std::string(2000, 'p'))) return;
  const auto blob = upload->finish();
  auto session = store.write();
  session->begin();
  const bool kept = session->attempt([&] {
    auto& cases = session->cases();
    auto change = test::moving(*cases.load(1), "handling");
    change.record.state = R"({"attachment":")" + blob->hash + "\"}";
    change.search_text = "N1\n夜间施工噪声扰民,已核实";
    if (!cases.write(change)) return false;
    cases.add_request({"li", "r1", "h", 1, 2, 3, 4, change.at});
    session->mail().add_outbox({0, "1/3/mail", "mail", "li", "{}", runtime::OutboxState::pending, 0, 5, 5, ""});
    session->mail().add_inbox({0, "li", 5, 1, "N1", "moved", "", {}, false});
    return true;
  });
  if (kept) session->commit();
}

std::string check(Machine& machine, bool answered) {
  auto store = machine.open();
  const files::BlobStore blobs("/data/attachments", machine.disk);
  auto session = store->read();
  auto& cases = session->cases();
  const auto record = cases.load(1);
  if (!record) return "the case is gone";
  const bool moved = record->row.version == 2;
  if (answered && !moved) return "an answered command is lost";
  const auto history = cases.history(1, 0, 10);
  if (history.size() != (moved ? 2U : 1U)) return "history and case differ";
  std::string head;
  for (const auto& row : history) {
    if (runtime::chain_hash(head, row) != row.hash) return "the chain is broken";
    head = row.hash;
  }
  if (head != record->head) return "the head differs";
  const auto timers = test::timers_of(cases, 1);
  if (timers.size() != 1 || timers[0].due != *record->row.due) return "timer and case differ";
  if (cases.request("li", "r1").has_value() != moved) return "the request differs";
  if (session->mail().outbox_count(runtime::OutboxState::pending) != (moved ? 1 : 0)) return "the outbox differs";
  if (session->mail().unread("li") != (moved ? 1 : 0)) return "the inbox differs";
  runtime::SearchQuery query;
  query.filter.text = "核实";
  query.filter.visible.all = true;
  if (cases.search(query).size() != (moved ? 1U : 0U)) return "the search index differs";
  if (moved) {
    const auto hash = record->state.substr(record->state.size() - 66, 64);
    if (!blobs.intact(hash)) return "a commit names an attachment that is not there";
  }
  return "";
}

}  // namespace

TEST_CASE("a power cut at any point of a transition loses nothing that was answered", "[power]") {
  std::mt19937 random(20221201);
  Machine base;
  std::int64_t operations = 0;
  int lost = 0, kept = 0;
  for (std::int64_t cut = 1; operations == 0 || cut <= operations + 1; ++cut) {
    for (int round = 0; round < 3; ++round) {
      Machine machine;
      machine.file_cases(3);
      bool answered = false;
      {
        auto store = machine.open();
        machine.disk.cut_at(cut);
        try {
          transition(machine, *store);
          answered = !machine.disk.is_off();
          if (answered) operations = machine.disk.operations();
        } catch (const std::exception&) {
        }
      }
      machine.disk.restart(random);
      machine.vfs.restart();
      INFO("cut at operation " << cut << ", round " << round);
      const auto fault = check(machine, answered);
      CHECK(fault == "");
      (answered ? kept : lost) += 1;
    }
  }
  CHECK(kept > 0);
  CHECK(lost > 10);
}

TEST_CASE("a failing operation anywhere in a transition leaves all of it or nothing", "[power][faults]") {
  for (const auto fault : {Fault::io_error, Fault::disk_full, Fault::short_write}) {
    std::int64_t operations = 0;
    for (std::int64_t operation = 1; operations == 0 || operation <= operations; ++operation) {
      Machine machine;
      machine.file_cases(2);
      bool answered = false;
      {
        auto store = machine.open();
        machine.disk.fail_at(operation, fault);
        try {
          transition(machine, *store);
          answered = true;
        } catch (const std::exception&) {
        }
        if (answered) operations = machine.disk.operations();
        machine.disk.fail_at(0, Fault::none);
      }
      machine.vfs.restart();
      INFO("operation " << operation << ", fault " << static_cast<int>(fault));
      CHECK(check(machine, answered) == "");
    }
    CHECK(operations > 5);
  }
}

TEST_CASE("a cut while the file is made leaves a file that opens", "[power]") {
  std::mt19937 random(5);
  std::int64_t operations = 0;
  for (std::int64_t cut = 1; operations == 0 || cut <= operations; cut += 7) {
    Machine machine;
    machine.disk.cut_at(cut);
    try {
      static_cast<void>(machine.open());
      operations = machine.disk.operations();
    } catch (const std::exception&) {
    }
    machine.disk.restart(random);
    machine.vfs.restart();
    INFO("cut at " << cut);
    CHECK_NOTHROW(machine.file_cases(1));
  }
}

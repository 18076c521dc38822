#include "storage/sqlite/store.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "engine/runtime/attempt.h"
#include "storage/sqlite/connection.h"
#include "tests/sqlite/store_rows.h"
#include "tests/support/catch.h"

using namespace bihuan;

namespace {

struct Fixture {
  std::string folder = std::filesystem::temp_directory_path() / ("bihuan-store-" + std::to_string(::getpid()));
  std::unique_ptr<sqlite::SqliteStore> store;
  Fixture() {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    store = sqlite::SqliteStore::open({.path = folder + "/bihuan.db"}).value();
  }
  ~Fixture() {
    store.reset();
    std::filesystem::remove_all(folder);
  }
  void file(std::int64_t id, const std::string& text, const std::function<void(runtime::CaseChange&)>& change = {}) {
    auto session = store->write();
    session->begin();
    auto filed = test::filing(id, text);
    if (change) change(filed);
    REQUIRE(session->cases().write(filed));
    session->commit();
  }
};

runtime::CaseQuery everything() {
  runtime::CaseQuery query;
  query.visible.all = true;
  return query;
}

std::vector<std::int64_t> ids(const runtime::Page<runtime::CaseRow>& page) {
  std::vector<std::int64_t> out;
  for (const auto& row : page.items) out.push_back(row.id);
  return out;
}

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("a case comes back as it was written, and moves on", "[store]") {
  Fixture fixture;
  fixture.file(1, "噪声");
  {
    auto session = fixture.store->write();
    session->begin();
    REQUIRE(session->cases().write(test::moving(*session->cases().load(1), "handling")));
    session->commit();
  }
  auto session = fixture.store->read();
  const auto record = session->cases().load(1);
  REQUIRE(record.has_value());
  CHECK(record->row.states == std::vector<std::string>{"handling"});
  CHECK(record->row.version == 2);
  CHECK(session->cases().history(1, 0, 10).size() == 2);
  CHECK(session->cases().history(1, 2, 10).size() == 2);  // the row before may hold later events
  CHECK(session->cases().history(1, 3, 10).size() == 1);
  CHECK(session->cases().id_of("N1") == std::optional<std::int64_t>(1));
  CHECK(test::timers_of(session->cases(), 1).size() == 1);
}

TEST_CASE("what one attempt did is taken back alone, in a second run", "[store]") {
  Fixture fixture;
  auto session = fixture.store->write();
  const auto run = [&] {
    session->begin();
    const bool good = session->attempt([&] { return session->cases().write(test::filing(1, "噪声")); });
    const bool nothing_written = session->attempt([] { return false; });
    const bool refused = session->attempt([&] { return !session->cases().write(test::filing(2, "臭气")); });
    return good && !nothing_written && !refused;
  };
  CHECK_THROWS_AS(run(), runtime::AttemptAgain);
  session->roll_back();
  CHECK(run());
  session->commit();
  auto reading = fixture.store->read();
  CHECK(ids(reading->cases().list(everything())) == Ids{1});
  auto query = everything();
  query.text = "臭气";
  CHECK(reading->cases().list(query).items.empty());
  // A configuration first seen in the attempt that was taken back is written again by the next.
  session->begin();
  CHECK(session->attempt([&] {
    REQUIRE(session->cases().write(test::filing(3, "臭气")));
    return true;
  }));
  session->commit();
}

TEST_CASE("a reader sees one state while the writer goes on", "[store]") {
  Fixture fixture;
  fixture.file(1, "噪声");
  auto reading = fixture.store->read();
  CHECK(reading->cases().count(everything()) == 1);
  fixture.file(2, "噪声");
  CHECK(reading->cases().count(everything()) == 1);
  CHECK(fixture.store->read()->cases().count(everything()) == 2);
}

TEST_CASE("reads that are shared show one state until somebody commits", "[store]") {
  Fixture office;
  auto held = office.store->share_reads();
  CHECK(office.store->share_reads() == held);
  CHECK_FALSE(office.store->read()->cases().load(1));
  const auto left = office.store->read();
  CHECK_FALSE(left->cases().load(1));
  office.file(1, "噪声");
  CHECK(office.store->read()->cases().load(1));
  held.reset();
  CHECK(office.store->read()->cases().load(1));
  CHECK_FALSE(left->cases().load(1));
}

TEST_CASE("lists are filtered, sorted and paged in SQL", "[store]") {
  Fixture fixture;
  for (std::int64_t id = 1; id <= 7; ++id) {
    fixture.file(id, id == 4 ? "臭气" : "噪声", [&](auto& change) {
      if (id == 5) change.record.row.due.reset();
      if (id == 6) change.record.row.closed_at = 5;
      if (id == 7) change.record.row.place = runtime::Place{"江边", 29.65, 121.40};
    });
  }
  auto session = fixture.store->read();
  auto& cases = session->cases();
  auto query = everything();
  CHECK(ids(cases.list(query)) == Ids{7, 6, 5, 4, 3, 2, 1});
  query.sort = runtime::CaseQuery::Sort::due;
  query.limit = 3;
  query.count_total = true;
  auto page = cases.list(query);
  CHECK(ids(page) == Ids{1, 2, 3});
  CHECK(page.total == std::optional<std::int64_t>(7));
  query.cursor = page.next.value();
  page = cases.list(query);
  CHECK(ids(page) == Ids{4, 6, 7});
  query.cursor = page.next.value();
  page = cases.list(query);
  CHECK(ids(page) == Ids{5});  // nothing runs: last
  CHECK_FALSE(page.next.has_value());
  query = everything();
  query.units = {"xikou"};
  query.state = "registered";
  CHECK(ids(cases.list(query)) == Ids{7, 5, 3, 1});
  query.state = "nowhere";
  CHECK(cases.list(query).items.empty());
  query = everything();
  query.open = false;
  CHECK(ids(cases.list(query)) == Ids{6});
  query = everything();
  query.near = runtime::CaseQuery::Near{29.6503, 121.4003, 100};
  CHECK(ids(cases.list(query)) == Ids{7});
  query.near->metres = 10;
  CHECK(cases.list(query).items.empty());
  query = everything();
  query.text = "臭气";
  CHECK(ids(cases.list(query)) == Ids{4});
  query = everything();
  query.fields = {{"channel", "12345"}};
  CHECK(cases.count(query) == 7);
  query.fields = {{"channel", "x' OR '1'='1"}};
  CHECK(cases.count(query) == 0);
  query = everything();
  query.sort = runtime::CaseQuery::Sort::number;
  query.number_prefix = "N";
  query.limit = 6;
  page = cases.list(query);
  query.cursor = page.next.value();
  CHECK(ids(cases.list(query)) == Ids{7});
}

TEST_CASE("only visible cases are listed, found and counted", "[store]") {
  Fixture fixture;
  fixture.file(1, "噪声");                                                                 // xikou
  fixture.file(2, "噪声");                                                                 // jinping
  fixture.file(3, "噪声", [](auto& change) { change.record.row.filed_by = "wang"; });      // xikou
  fixture.file(4, "噪声", [](auto& change) { change.tasks_added[0].unit = "fangqiao"; });  // jinping
  auto session = fixture.store->read();
  auto& cases = session->cases();
  runtime::CaseQuery query;
  CHECK(cases.list(query).items.empty());
  query.visible.units = {"xikou"};
  CHECK(ids(cases.list(query)) == Ids{3, 1});
  query.visible.units = {"fangqiao"};
  CHECK(ids(cases.list(query)) == Ids{4});
  query.visible = {.person = "wang"};
  CHECK(ids(cases.list(query)) == Ids{3});
  CHECK(cases.count(query) == 1);
  runtime::SearchQuery search;
  search.filter = query;
  search.filter.text = "噪声";
  CHECK(cases.search(search).size() == 1);
  CHECK_FALSE(cases.visible(1, query.visible));
  CHECK(cases.visible(3, query.visible));
}

TEST_CASE("search ranks, marks the words and forgets old texts", "[store]") {
  Fixture fixture;
  fixture.file(1, "噪声噪声噪声,夜间");
  fixture.file(2, "白天噪声");
  fixture.file(3, "油烟");
  runtime::SearchQuery query;
  query.filter.visible.all = true;
  query.filter.text = "噪声";
  {
    auto session = fixture.store->read();
    const auto hits = session->cases().search(query);
    REQUIRE(hits.size() == 2);
    CHECK(hits[0].row.id == 1);
    CHECK(std::any_of(hits[1].snippet.begin(), hits[1].snippet.end(),
                      [](const auto& part) { return part.hit && part.text == "噪声"; }));
  }
  auto session = fixture.store->write();
  session->begin();
  auto change = test::moving(*session->cases().load(2), "handling");
  change.search_text = "N2\n白天安静";
  REQUIRE(session->cases().write(change));
  session->commit();
  auto reading = fixture.store->read();
  CHECK(reading->cases().search(query).size() == 1);
  query.filter.text = "安静";
  CHECK(reading->cases().search(query).size() == 1);
}

TEST_CASE("search keeps to unit, workflow, state, time and place", "[store]") {
  Fixture fixture;
  for (std::int64_t id = 1; id <= 6; ++id) {
    fixture.file(id, "夜间噪声", [&](runtime::CaseChange& filed) {
      filed.record.row.filed_at = 1'000 * id;
      filed.record.row.place = runtime::Place{"某处", 29.65 + 0.01 * static_cast<double>(id), 121.4};
      if (id == 5) filed.record.row.workflow = "grid-report";
      if (id == 6) filed.record.row.states = {"handling"};
    });
  }
  const auto found = [&](const std::function<void(runtime::CaseQuery&)>& narrow) {
    runtime::SearchQuery query;
    query.filter = everything();
    query.filter.text = "噪声";
    narrow(query.filter);
    Ids hits;
    for (const auto& hit : fixture.store->read()->cases().search(query)) hits.push_back(hit.row.id);
    std::sort(hits.begin(), hits.end());
    return hits;
  };
  CHECK(found([](auto&) {}) == Ids{1, 2, 3, 4, 5, 6});
  CHECK(found([](auto& query) { query.units = {"jinping"}; }) == Ids{2, 4, 6});
  CHECK(found([](auto& query) { query.workflow = "grid-report"; }) == Ids{5});
  CHECK(found([](auto& query) { query.state = "handling"; }) == Ids{6});
  CHECK(found([](auto& query) { query.filed_from = 2'000, query.filed_to = 4'000; }) == Ids{2, 3});
  CHECK(found([](auto& query) { query.near = runtime::CaseQuery::Near{29.67, 121.4, 500}; }) == Ids{2});
  CHECK(found([](auto& query) { query.near = runtime::CaseQuery::Near{29.67, 121.4, 1'500}; }) == Ids{1, 2, 3});
}

TEST_CASE("an outbox item is leased, retried with its delay, and at last dead", "[store]") {
  Fixture fixture;
  auto session = fixture.store->write();
  session->begin();
  auto& mail = session->mail();
  const auto id = mail.add_outbox({0, "s", "mail", "li", "{}", runtime::OutboxState::pending, 0, 10, 10, ""});
  CHECK(mail.lease({"mail"}, 9, 100, 5).empty());
  CHECK(mail.lease({"webhook"}, 10, 100, 5).empty());
  REQUIRE(mail.lease({"mail"}, 10, 100, 5).size() == 1);
  CHECK(mail.lease({"mail"}, 50, 100, 5).empty());       // leased
  CHECK(mail.lease({"mail"}, 100, 200, 5).size() == 1);  // the lease ran out
  mail.failed(id, "no route", 300, 2);
  CHECK(mail.lease({"mail"}, 299, 400, 5).empty());
  CHECK(mail.lease({"mail"}, 300, 400, 5).size() == 1);
  mail.failed(id, "no route", 500, 2);
  CHECK(mail.outbox(runtime::OutboxState::dead, 10, "").items.at(0).last_error == "no route");
  CHECK(mail.lease({"mail"}, 1000, 1100, 5).empty());
  CHECK(mail.retry_dead(id, 1000));
  CHECK(mail.lease({"mail"}, 1000, 1100, 5).size() == 1);
  mail.sent(id, 1001);
  CHECK_FALSE(mail.next_outbox().has_value());
  session->commit();
}

TEST_CASE("documents keep their version, and the log its chain", "[store]") {
  Fixture fixture;
  {
    auto session = fixture.store->write();
    session->begin();
    auto& records = session->records();
    CHECK(records.put_document({"settings", "office", 0, "{}", 1, "li"}).value() == 1);
    CHECK(records.put_document({"settings", "office", 0, "{}", 1, "li"}).error().code == "version_conflict");
    CHECK(records.put_document({"settings", "office", 1, "{\"a\":1}", 2, "li"}).value() == 2);
    records.add_log({0, 1, "li", "reveal", "case:1", "{}"});
    records.add_log({0, 2, "li", "reveal", "case:2", "{}"});
    CHECK_FALSE(records.first_broken_log_entry().has_value());
    CHECK(records.log({.action = "reveal", .limit = 1}).next.has_value());
    session->commit();
  }
  // Somebody with a hand on the file changes a line.
  sqlite::Connection direct(fixture.folder + "/bihuan.db", {});
  direct.run("DROP TRIGGER log_is_not_changed; UPDATE log SET subject = 'case:9' WHERE id = 1");
  CHECK(fixture.store->read()->records().first_broken_log_entry() == std::optional<std::int64_t>(1));
}

TEST_CASE("more sessions than are kept may be open at once", "[store]") {
  Fixture fixture;
  fixture.file(1, "噪声");
  std::vector<std::unique_ptr<runtime::ReadSession>> sessions;
  for (int i = 0; i < 12; ++i) sessions.push_back(fixture.store->read());
  for (const auto& session : sessions) CHECK(session->cases().count(everything()) == 1);
  sessions.clear();
  CHECK(fixture.store->read()->cases().count(everything()) == 1);
}

TEST_CASE("readers in many threads see whole commits while one writes", "[store][threads]") {
  Fixture fixture;
  fixture.file(1, "夜间噪声");
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0, reads = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        auto session = fixture.store->read();
        const auto record = session->cases().load(1);
        const auto history = session->cases().history(1, 0, 1000);
        torn += history.back().hash == record->head ? 0 : 1;
        ++reads;
      }
    });
  }
  {
    auto session = fixture.store->write();
    for (int i = 0; i < 200; ++i) {
      session->begin();
      REQUIRE(session->cases().write(test::moving(*session->cases().load(1), "handling")));
      session->commit();
    }
  }
  while (reads < 4) std::this_thread::yield();
  stop = true;
  for (auto& reader : readers) reader.join();
  CHECK(torn == 0);
}

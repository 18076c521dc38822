#include "engine/runtime/writer.h"

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

Result<void> put(runtime::WriteSession& session, const std::string& id, bool good) {
  const auto version = session.records().put_document({"note", id, 0, "text", 0, "clerk"});
  if (!version) return version.error();
  if (!good) return Error("not_found");
  return {};
}

}  // namespace

TEST_CASE("of pieces in one commit the one that is refused after it wrote harms no neighbour", "[writer][threads]") {
  test::Office office;
  std::promise<void> going;
  auto go = going.get_future();
  const auto before = office.writer->counts();
  std::vector<std::future<Result<void>>> answers;
  const auto submit = [&](runtime::Writer::Work work) {
    auto promise = std::make_shared<std::promise<Result<void>>>();
    answers.push_back(promise->get_future());
    office.writer->submit(runtime::Writer::Lane::people, std::move(work),
                          [promise](const Result<void>& result) { promise->set_value(result); });
  };
  // While the first waits, the others gather for one commit.
  submit([&](runtime::WriteSession&) -> Result<void> {
    go.wait();
    return Error("not_found");
  });
  while (office.writer->counts().waiting > 0) std::this_thread::yield();
  submit([](runtime::WriteSession& session) { return put(session, "first", true); });
  submit([](runtime::WriteSession& session) { return put(session, "refused", false); });
  submit([](runtime::WriteSession& session) { return put(session, "last", true); });
  going.set_value();
  std::vector<bool> good;
  for (auto& answer : answers) good.push_back(answer.get().has_value());
  CHECK(good == std::vector<bool>{false, true, false, true});
  auto session = office.store->read();
  CHECK(session->records().document("note", "first").has_value());
  CHECK_FALSE(session->records().document("note", "refused").has_value());
  CHECK(session->records().document("note", "last").has_value());
  CHECK(office.writer->counts().commits == before.commits + 1);
}

TEST_CASE("in the commit for which somebody waits stand few pieces of the background", "[writer][threads]") {
  test::Office office;
  std::promise<void> going;
  auto go = going.get_future();
  office.writer->submit(runtime::Writer::Lane::people,
                        [&](runtime::WriteSession&) -> Result<void> {
                          go.wait();
                          return Error("not_found");
                        },
                        {});
  while (office.writer->counts().waiting > 0) std::this_thread::yield();
  const auto before = office.writer->counts().pieces;
  std::atomic<int> left = 20;
  std::promise<void> all_done;
  for (int i = 0; i < 20; ++i) {
    office.writer->submit(
        runtime::Writer::Lane::background,
        [i](runtime::WriteSession& session) { return put(session, std::to_string(i), true); },
        [&](const Result<void>&) {
          if (--left == 0) all_done.set_value();
        });
  }
  std::promise<std::int64_t> beside;
  office.writer->submit(
      runtime::Writer::Lane::people, [](runtime::WriteSession& session) { return put(session, "person's", true); },
      [&](const Result<void>&) { beside.set_value(office.writer->counts().pieces - before - 1); });
  going.set_value();
  CHECK(beside.get_future().get() == 4);
  all_done.get_future().wait();
}

TEST_CASE("who waits and finds nobody writing writes itself", "[writer][threads]") {
  test::Office office;
  std::thread::id worked, told;
  office.writer->submit_and_wait(
      runtime::Writer::Lane::people,
      [&](runtime::WriteSession& session) -> Result<void> {
        worked = std::this_thread::get_id();
        return put(session, "own", true);
      },
      [&](const Result<void>& result) {
        told = std::this_thread::get_id();
        CHECK(result.has_value());
        CHECK(office.store->read()->records().document("note", "own").has_value());
      });
  CHECK(worked == std::this_thread::get_id());
  CHECK(told == worked);
  CHECK(office.writer->is_idle());
  const auto background =
      office.writer->run([](runtime::WriteSession&) -> Result<std::thread::id> { return std::this_thread::get_id(); },
                         runtime::Writer::Lane::background);
  CHECK(background.value() != std::this_thread::get_id());
}

TEST_CASE("who writes for itself leaves to the writer thread what came meanwhile", "[writer][threads]") {
  test::Office office;
  std::promise<void> begun, going;
  auto go = going.get_future();
  std::vector<std::string> order;
  std::vector<std::thread::id> by;
  const auto note = [&](const std::string& id) {
    return [&, id](runtime::WriteSession& session) -> Result<void> {
      order.push_back(id);
      by.push_back(std::this_thread::get_id());
      return put(session, id, true);
    };
  };
  std::atomic<int> good = 0;
  std::thread person([&] {
    const auto answer = office.writer->run([&](runtime::WriteSession& session) -> Result<bool> {
      begun.set_value();
      go.wait();
      return note("first")(session).has_value();
    });
    if (answer) ++good;
  });
  const auto id_of_person = person.get_id();
  begun.get_future().wait();
  CHECK_FALSE(office.writer->is_idle());
  std::latch answered(2);
  for (const auto* id : {"second", "third"}) {
    office.writer->submit(runtime::Writer::Lane::people, note(id), [&](const Result<void>&) { answered.count_down(); });
  }
  std::thread waiting([&] {
    const auto answer = office.writer->run(
        [&](runtime::WriteSession& session) -> Result<bool> { return note("fourth")(session).has_value(); });
    if (answer) ++good;
  });
  while (office.writer->counts().waiting < 3) std::this_thread::yield();
  going.set_value();
  person.join();
  waiting.join();
  answered.wait();
  CHECK(good == 2);
  CHECK(order == std::vector<std::string>{"first", "second", "third", "fourth"});
  CHECK(by.at(0) == id_of_person);
  CHECK(by.at(1) != id_of_person);
  CHECK(by.at(2) == by.at(1));
}

TEST_CASE("one writes at a time, whoever it is, and nobody is answered before the commit", "[writer][threads]") {
  test::Office office;
  constexpr int people = 4, rounds = 40;
  std::atomic<int> inside = 0, together = 0, early = 0, refused = 0, answered = 0;
  const auto one = [&](const std::string& id, bool good) {
    return [&, id, good](runtime::WriteSession& session) -> Result<void> {
      if (inside.fetch_add(1) != 0) ++together;
      auto result = put(session, id, good);
      --inside;
      return result;
    };
  };
  const auto told = [&](const std::string& id) {
    return [&, id](const Result<void>& result) {
      const bool stored = office.store->read()->records().document("note", id).has_value();
      if (stored != result.has_value()) ++early;
      if (!result) ++refused;
      ++answered;
    };
  };
  std::vector<std::thread> threads;
  for (int person = 0; person < people; ++person) {
    threads.emplace_back([&, person] {
      for (int round = 0; round < rounds; ++round) {
        const auto id = std::to_string(person) + "-" + std::to_string(round);
        using Lane = runtime::Writer::Lane;
        if (round % 4 == 1) office.writer->submit(Lane::people, one(id + "a", true), told(id + "a"));
        if (round % 4 == 2) office.writer->submit(Lane::background, one(id + "b", true), told(id + "b"));
        if (round % 16 == 3) office.writer->flush_log();
        office.writer->submit_and_wait(Lane::people, one(id, round % 8 != 5), told(id));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  office.writer->flush_log();
  static_cast<void>(office.writer->run([](runtime::WriteSession&) -> Result<bool> { return true; },
                                       runtime::Writer::Lane::background));
  CHECK(together == 0);
  CHECK(early == 0);
  CHECK(refused == people * rounds / 8);
  CHECK(answered == people * (rounds + rounds / 4 + rounds / 4));
}

TEST_CASE("over a full queue who waits is refused like others", "[writer][threads]") {
  std::promise<void> begun, going;
  auto go = going.get_future();
  test::Office office({.queue_limit = 1});  // ends before what its writer waits for
  office.writer->submit(runtime::Writer::Lane::people,
                        [&](runtime::WriteSession&) -> Result<void> {
                          begun.set_value();
                          go.wait();
                          return Error("not_found");
                        },
                        {});
  begun.get_future().wait();
  office.writer->submit(runtime::Writer::Lane::people, [](runtime::WriteSession&) -> Result<void> { return {}; }, {});
  const auto answer = office.writer->run([](runtime::WriteSession&) -> Result<bool> { return true; });
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == "too_busy");
  going.set_value();
}

TEST_CASE("while people are at work the background goes with their commits, a few pieces with each",
          "[writer][threads]") {
  test::Office office;
  office.close();
  const auto store = sqlite::SqliteStore::open({.path = office.folder() + "/bihuan.db"}).value();
  std::atomic<int> worked = 0;
  {
    runtime::Writer writer(*store, {.courtesy = std::chrono::hours(1)});
    const auto act = [&] {
      CHECK(writer.run([](runtime::WriteSession&) -> Result<bool> { return true; }).has_value());
    };
    act();
    for (int i = 0; i < 20; ++i) {
      writer.submit(
          runtime::Writer::Lane::background,
          [i](runtime::WriteSession& session) { return put(session, std::to_string(i), true); },
          [&](const Result<void>&) { ++worked; });
    }
    act();
    CHECK(worked == 4);
    act();
    CHECK(worked == 8);
  }
  CHECK(worked == 20);  // who ends the writer need not wait so long
}

#include "engine/runtime/case_service.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "tests/support/catch.h"
#include "tests/support/office.h"
#include "tests/support/simulated_disk.h"

using namespace bihuan;
using expression::Value;

namespace {

core::FieldValues dispatch() {
  return {{"dispatch_to", Value::string("shangtian")}, {"difficulty", Value::string("一般")}};
}

std::string code_of(const Result<runtime::Reply>& reply) {
  return reply ? "" : reply.error().code;
}

}  // namespace

TEST_CASE("a report goes its way and verify finds nothing", "[service]") {
  test::Office office;
  const auto filed = office.file_report("grid_member-shangtian");
  REQUIRE(code_of(filed) == "");
  const auto id = filed->case_id;
  CHECK(filed->version == filed->last_seq);
  CHECK(office.stored(id).row.states == std::vector<std::string>{"reported"});
  CHECK(office.store->read()->mail().unread("command") == 1);
  REQUIRE(code_of(office.fire("command", id, "accept", dispatch())) == "");
  CHECK(office.stored(id).row.lead_unit == "shangtian");
  const auto tasks = office.store->read()->cases().open_tasks({"shangtian"}, 10);
  REQUIRE(tasks.size() == 1);
  REQUIRE(code_of(office.service->execute(office.request("handler-shangtian", id, core::SignTask{tasks[0].task}))) ==
          "");
  const auto done = office.service->execute(office.request(
      "handler-shangtian", id,
      core::CompleteTask{tasks[0].task,
                         {{"result", Value::string("已扑灭")}, {"after_photos", Value::list({Value::string("p1")})}},
                         false,
                         ""}));
  REQUIRE(code_of(done) == "");
  CHECK(office.store->read()->cases().open_tasks({"shangtian"}, 10).empty());
  REQUIRE(code_of(office.fire("grid_member-shangtian", id, "verify", {{"verified", Value::string("已解决")}})) == "");
  CHECK(office.stored(id).row.closed_at.has_value());
  CHECK_FALSE(office.store->read()->cases().next_timer().has_value());
  CHECK(office.verified() == "");
  const auto history = office.service->history(id, 0, 1000);
  REQUIRE(history.has_value());
  for (std::size_t i = 0; i < history->size(); ++i) CHECK((*history)[i].seq == static_cast<std::int64_t>(i) + 1);
}

TEST_CASE("a refusal changes nothing", "[service]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  const auto version = office.stored(id).row.version;
  CHECK(code_of(office.fire("handler-xikou", id, "accept", dispatch())) == "not_your_role");
  CHECK(code_of(office.fire("nobody", id, "accept", dispatch())) == "unknown_person");
  CHECK(code_of(office.fire("command", 999, "accept", dispatch())) == "not_found");
  CHECK(office.stored(id).row.version == version);
  CHECK(office.verified() == "");
}

TEST_CASE("the same request gets the same answer, another body under its id is refused", "[service]") {
  test::Office office;
  const auto first = office.file_report("grid_member-shangtian", "r1");
  REQUIRE(code_of(first) == "");
  const auto again = office.file_report("grid_member-shangtian", "r1");
  REQUIRE(code_of(again) == "");
  CHECK(again->repeated);
  CHECK(again->case_id == first->case_id);
  CHECK(again->number == first->number);
  // The id belongs to the person who sent it.
  CHECK(office.file_report("grid_member-xikou", "r1")->case_id != first->case_id);
  auto other = office.request("grid_member-shangtian", first->case_id, core::Comment{"x"}, "r1");
  other.body_hash = "another";
  CHECK(code_of(office.service->execute(other)) == "request_reused");
  // Rights are checked again: a person who left gets no answer.
  CHECK(office.writer
            ->run([](runtime::WriteSession& session) -> Result<bool> {
              session.directory().put_person({"grid_member-shangtian", "x", "shangtian", "", "", false});
              return true;
            })
            .has_value());
  CHECK(code_of(office.file_report("grid_member-shangtian", "r1")) == "unknown_person");
}

TEST_CASE("of two who act on the same version one is told", "[service]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  auto first = office.request("command", id, core::FireEvent{"accept", dispatch()});
  auto second = first;
  first.command.expected_version = second.command.expected_version = office.stored(id).row.version;
  CHECK(code_of(office.service->execute(first)) == "");
  CHECK(code_of(office.service->execute(second)) == "version_conflict");
}

TEST_CASE("writers racing on one case leave one history without gaps", "[service][threads]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  const auto version = office.stored(id).row.version;
  std::atomic<int> accepted = 0;
  std::vector<std::thread> people;
  for (int i = 0; i < 8; ++i) {
    people.emplace_back([&, i] {
      for (int round = 0; round < 10; ++round) {
        auto request = office.request("clerk", id, core::Comment{"第" + std::to_string(i * 10 + round) + "条"});
        if (office.service->execute(std::move(request))) ++accepted;
      }
    });
  }
  for (auto& person : people) person.join();
  CHECK(accepted == 80);
  CHECK(office.stored(id).row.version == version + 80);
  CHECK(office.verified() == "");
}

TEST_CASE("over a full queue people are told to wait, and nothing is half done", "[service][threads]") {
  test::Office office({.queue_limit = 4});
  std::promise<void> begun, hold;
  auto held = hold.get_future();
  office.writer->submit(runtime::Writer::Lane::people,
                        [&](runtime::WriteSession&) -> Result<void> {
                          begun.set_value();
                          held.wait();
                          return {};
                        },
                        {});
  begun.get_future().wait();  // by itself: what comes now finds an empty queue and a writer that is busy
  std::atomic<int> busy = 0, good = 0;
  std::mutex mutex;
  std::condition_variable changed;
  for (int i = 0; i < 12; ++i) {
    core::FileCase filing;
    filing.workflow = "grid-report";
    filing.fields = test::report_fields();
    office.service->execute(office.request("grid_member-shangtian", 0, filing),
                            [&](const Result<runtime::Reply>& reply) {
                              std::lock_guard lock(mutex);
                              (reply ? good : busy) += 1;
                              changed.notify_all();
                            });
  }
  CHECK(busy >= 7);
  hold.set_value();
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return good + busy == 12; });
  lock.unlock();
  runtime::CaseQuery query;
  query.visible.all = true;
  CHECK(office.store->read()->cases().count(query) == good.load());
  CHECK(office.verified() == "");
}

TEST_CASE("a deputy acts for the absent, and both names stand in the history", "[service]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  auto request = office.request("clerk", id, core::FireEvent{"accept", dispatch()});
  request.on_behalf_of = "command";
  CHECK(code_of(office.service->execute(request)) == "not_absent");
  CHECK(office.writer
            ->run([&](runtime::WriteSession& session) -> Result<bool> {
              session.directory().add_absence(
                  {"command", "clerk", office.clock.now() - test::day, office.clock.now() + test::day, "出差"});
              return true;
            })
            .has_value());
  REQUIRE(code_of(office.service->execute(request)) == "");
  const auto history = office.service->history(id, 0, 1000).value();
  CHECK(history.back().actor == "clerk");
  CHECK(history.back().on_behalf_of == "command");
}

TEST_CASE("an extension waits for its approver, and the first date stays", "[service]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  REQUIRE(code_of(office.fire("command", id, "accept", dispatch())) == "");
  const auto handling = [&] {
    for (const auto& clock : office.stored(id).state.clocks) {
      if (clock.id == "handling") return clock;
    }
    throw std::runtime_error("no such clock");
  };
  const auto before = handling();
  const auto send = [&](const std::string& person, core::CommandBody body) {
    return code_of(office.service->execute(office.request(person, id, std::move(body))));
  };
  CHECK(send("handler-shangtian", core::ExtendClock{"handling", {11, 0}, "情况复杂"}) == "extension_too_long");
  REQUIRE(send("handler-shangtian", core::ExtendClock{"handling", {5, 0}, "情况复杂"}) == "");
  CHECK(handling().due == before.due);  // asked is not given
  CHECK(send("handler-shangtian", core::DecideExtension{"handling", true, ""}) == "not_your_role");
  REQUIRE(send("command", core::DecideExtension{"handling", true, ""}) == "");
  CHECK(handling().due > before.due);
  CHECK(handling().first_due == before.first_due);
  CHECK(send("handler-shangtian", core::ExtendClock{"handling", {1, 0}, "再延"}) == "extension_spent");
  CHECK(office.verified() == "");
}

TEST_CASE("a corrected field keeps its old value in the history", "[service]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  REQUIRE(code_of(office.service->execute(office.request(
              "command", id, core::CorrectField{"subject", Value::string("露天焚烧垃圾"), "标题有误"}))) == "");
  const auto history = office.service->history(id, 0, 1000).value();
  const auto* corrected = std::get_if<core::FieldCorrected>(&history.back().body);
  REQUIRE(corrected != nullptr);
  CHECK(corrected->before.as_string() == "露天焚烧");
  CHECK(corrected->after.as_string() == "露天焚烧垃圾");
  CHECK(office.stored(id).row.title == "露天焚烧垃圾");
  runtime::SearchQuery query;
  query.filter.visible.all = true;
  query.filter.text = "垃圾";
  CHECK(office.store->read()->cases().search(query).size() == 1);
  CHECK(office.verified() == "");
}

TEST_CASE("many cases at once get each their own answer", "[service][threads]") {
  test::Office office;
  std::vector<runtime::Request> requests;
  for (int i = 0; i < 5; ++i) {
    const auto id = office.file_report("grid_member-shangtian")->case_id;
    requests.push_back(office.request("command", i == 2 ? 999 : id, core::FireEvent{"accept", dispatch()}));
  }
  const auto replies = office.service->execute_all(std::move(requests));
  REQUIRE(replies.size() == 5);
  for (std::size_t i = 0; i < replies.size(); ++i) CHECK(code_of(replies[i]) == (i == 2 ? "not_found" : ""));
}

TEST_CASE("what one may see follows the tree of units", "[service]") {
  test::Office office;
  const auto mine = office.service->visibility("handler-xikou", {});
  CHECK_FALSE(mine.all);
  CHECK(mine.units == std::vector<std::string>{"xikou"});
  CHECK(office.service->visibility("clerk", {}).all);
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  CHECK(office.service->open(id, mine).error().code == "not_found");
  auto request = office.request("handler-xikou", id, core::Comment{"x"});
  request.visible = mine;
  CHECK(code_of(office.service->execute(request)) == "not_found");
}

TEST_CASE("a full disk is told, nothing is kept, and afterwards the work goes on", "[service][faults]") {
  test::SimulatedDisk disk;
  test::SimulatedVfs vfs(disk, "faulty");
  test::Office office({.vfs = "faulty"});
  REQUIRE(code_of(office.file_report("grid_member-shangtian")) == "");
  disk.fail_at(1, test::SimulatedDisk::Fault::disk_full);
  CHECK(code_of(office.file_report("grid_member-shangtian", "r1")) == "storage_failed");
  const auto again = office.file_report("grid_member-shangtian", "r1");
  REQUIRE(code_of(again) == "");
  CHECK_FALSE(again->repeated);
  runtime::CaseQuery query;
  query.visible.all = true;
  CHECK(office.store->read()->cases().count(query) == 2);
  CHECK(office.verified() == "");
}

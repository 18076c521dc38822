// Messages to people: one per person and case, quiet hours, words that explain themselves, the daily digest.
#include <algorithm>
#include <thread>

#include "engine/runtime/digest.h"
#include "engine/runtime/message_text.h"
#include "engine/runtime/posting.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

constexpr runtime::Millis minute = 60'000;

std::vector<runtime::InboxItem> inbox(test::Office& office, const std::string& person, bool unread_only = true) {
  return office.store->read()->mail().inbox(person, unread_only, 100, {}).items;
}

std::vector<std::string> kinds(const runtime::InboxItem& item) {
  std::vector<std::string> out;
  for (const auto& told : runtime::sentences_of(item)) out.push_back(told.kind);
  return out;
}

std::vector<runtime::OutboxItem> pending(test::Office& office) {
  return office.store->read()->mail().outbox(runtime::OutboxState::pending, 100, {}).items;
}

std::vector<runtime::OutboxItem> lease(test::Office& office) {
  const auto now = office.clock.now();
  return office.writer
      ->run([&](runtime::WriteSession& session) -> Result<std::vector<runtime::OutboxItem>> {
        return session.mail().lease({"mail", "dingtalk"}, now, now + minute, 100);
      })
      .value();
}

std::string words(test::Office& office, const runtime::InboxItem& item, const std::string& language = "zh-CN") {
  return runtime::message_text(*office.definitions, runtime::sentences_of(item), language, {});
}

core::FieldValues dispatched_to(const std::string& unit) {
  return {{"dispatch_to", expression::Value::string(unit)}, {"difficulty", expression::Value::string("一般")}};
}

// An office that sends mail and keeps quiet from 20:00 to 07:30.
struct PostingOffice : test::Office {
  PostingOffice() {
    service_options.person_channels = {"mail"};
    service_options.room_channels = {"dingtalk"};
    service_options.quiet = {20 * 60, 7 * 60 + 30};
    close();
    open();
  }
};

Result<runtime::Reply> file_urgent(test::Office& office) {
  core::FileCase filing;
  filing.workflow = "grid-report";
  filing.fields = test::report_fields();
  for (auto& [field, value] : filing.fields) {
    if (field == "urgency") value = expression::Value::string("特急");
  }
  return office.service->execute(office.request("grid_member-jinping", 0, std::move(filing)));
}

}  // namespace

TEST_CASE("one message per person and case while it is unread; what is superseded goes", "[messages]") {
  test::Office office;
  runtime::Timers timers(*office.service);
  REQUIRE(office.file_report("grid_member-jinping").has_value());
  REQUIRE(office.file_report("grid_member-jinping").has_value());
  REQUIRE(inbox(office, "command").size() == 2);  // two cases
  office.clock.advance(270 * minute);             // 13:30: an hour of office time before the limit
  timers.work_off();
  auto items = inbox(office, "command");
  REQUIRE(items.size() == 2);
  CHECK(kinds(items[0]) == std::vector<std::string>{"warn_point", "reported"});
  office.clock.advance(4 * test::hour);
  timers.work_off();
  items = inbox(office, "command");
  REQUIRE(items.size() == 2);
  // The limit has passed: its warning is old news, that the case was reported is not.
  CHECK(kinds(items[0]) == std::vector<std::string>{"rung_remind", "reported"});
  CHECK(office.store->read()->mail().unread("command") == 2);
  // A read message stays as it was read; what comes later is a new one.
  REQUIRE(office.writer
              ->run([&](runtime::WriteSession& session) -> Result<bool> {
                return session.mail().mark_read("command", items[0].id);
              })
              .has_value());
  REQUIRE(office.service->execute(office.request("command", items[0].case_id, core::Supervise{"请尽快", false}))
              .has_value());
  const auto after = inbox(office, "command", false);
  REQUIRE(after.size() == 3);
  CHECK(kinds(after[0]) == std::vector<std::string>{"supervised"});
  CHECK(after[1].read != after[2].read);
}

TEST_CASE("every message says number, kind, what to do and the time left in words", "[messages]") {
  test::Office office;
  runtime::Timers timers(*office.service);
  const auto filed = office.file_report("grid_member-jinping");
  REQUIRE(filed.has_value());
  office.clock.advance(270 * minute);  // 13:30
  timers.work_off();
  const auto items = inbox(office, "command");
  REQUIRE(items.size() == 1);
  const auto text = words(office, items[0]);
  INFO(text);
  CHECK(text.find(filed->number + "（网格上报）：受理还剩 1 小时（2022年6月6日14:30到期），请抓紧办理。") == 0);
  CHECK(text.find("新上报，请在期限内受理。（受理还剩 5 小时，2022年6月6日14:30到期）") != std::string::npos);
  CHECK(text.find('{') == std::string::npos);
  const auto english = words(office, items[0], "en");
  CHECK(english.find("1 hour left for 受理 (last day 2022-06-06 14:30). Please see to it.") != std::string::npos);
}

TEST_CASE("days left in words: to come, today, over", "[messages]") {
  test::Office office;
  const auto said = [&](const std::string& days) {
    const runtime::Told told{
        "handling/1d",
        "warn_point",
        {},
        {{"number", "N1"}, {"title", "T"}, {"clock", "C"}, {"days_left", days}, {"due", "2022-06-08"}},
        0};
    return runtime::message_text(*office.definitions, told, "zh-CN", "http://x/1");
  };
  CHECK(said("3") == "N1（T）：C还剩 3 天（2022年6月8日到期），请抓紧办理。 http://x/1");
  CHECK(said("0") == "N1（T）：C今天到期（2022年6月8日到期），请抓紧办理。 http://x/1");
  CHECK(said("-2") == "N1（T）：C已超期 2 天（2022年6月8日到期），请抓紧办理。 http://x/1");
}

TEST_CASE("the time of day decides what the quiet hours hold back", "[messages]") {
  const auto zone = calendar::Zone::find("Asia/Shanghai").value();
  const auto after = [&](runtime::QuietHours quiet, const char* at) {
    return zone.format(runtime::after_quiet_hours(quiet, zone, *zone.parse(at))).substr(0, 16);
  };
  const runtime::QuietHours night{20 * 60, 7 * 60 + 30};
  CHECK(after(night, "2022-06-06T19:59") == "2022-06-06T19:59");
  CHECK(after(night, "2022-06-06T20:00") == "2022-06-07T07:30");
  CHECK(after(night, "2022-06-07T00:00") == "2022-06-07T07:30");
  CHECK(after(night, "2022-06-07T07:29") == "2022-06-07T07:30");
  CHECK(after(night, "2022-06-07T07:30") == "2022-06-07T07:30");
  const runtime::QuietHours noon{12 * 60, 13 * 60};
  CHECK(after(noon, "2022-06-06T11:59") == "2022-06-06T11:59");
  CHECK(after(noon, "2022-06-06T12:30") == "2022-06-06T13:00");
  CHECK(after({0, 0}, "2022-06-06T00:00") == "2022-06-06T00:00");
}

TEST_CASE("at night messages wait for the morning and join", "[messages]") {
  PostingOffice office;
  runtime::Timers timers(*office.service);
  office.clock.set(test::a_monday + 12 * test::hour);  // 21:00
  const auto filed = office.file_report("grid_member-jinping");
  REQUIRE(filed.has_value());
  REQUIRE(
      office.service->execute(office.request("command", filed->case_id, core::Supervise{"请尽快", false})).has_value());
  auto waiting = pending(office);
  REQUIRE(waiting.size() == 2);  // the command room's mail and the robot's
  for (const auto& item : waiting) {
    CHECK(item.next_at == test::a_monday + 22 * test::hour + 30 * minute);  // 07:30
    const auto posted = runtime::posted_of(item.body);
    REQUIRE(posted.sentences.size() == 2);
    CHECK(posted.sentences[0].kind == "supervised");
    CHECK(posted.sentences[1].kind == "reported");
    CHECK(posted.case_id == filed->case_id);
  }
  CHECK(lease(office).empty());
  office.clock.set(test::a_monday + 22 * test::hour + 30 * minute);
  REQUIRE(lease(office).size() == 2);
  // Handed out: what comes now is a message of its own, and may leave at once.
  REQUIRE(
      office.service->execute(office.request("command", filed->case_id, core::Supervise{"再次", false})).has_value());
  waiting = pending(office);
  REQUIRE(waiting.size() == 4);
  CHECK(runtime::posted_of(waiting[0].body).sentences.size() == 1);
  CHECK(waiting[0].next_at == office.clock.now());
  CHECK(waiting[0].stable_id != waiting[2].stable_id);
}

TEST_CASE("a case that is urgent is told of at night", "[messages]") {
  PostingOffice office;
  runtime::Timers timers(*office.service);
  office.clock.set(test::a_monday + 15 * test::hour);  // 24:00
  const auto filed = file_urgent(office);
  REQUIRE(filed.has_value());
  CHECK(pending(office).size() == 2);  // the command room and the robot
  for (const auto& item : pending(office)) CHECK(item.next_at == office.clock.now());
  REQUIRE(office.fire("command", filed->case_id, "accept", dispatched_to("jinping")).has_value());
  const auto at_once = [&](const std::string& target) {
    for (const auto& item : pending(office)) {
      if (item.target == target && item.next_at <= office.clock.now()) return true;
    }
    return false;
  };
  CHECK(at_once("handler-jinping"));
  static_cast<void>(lease(office));
  office.clock.advance(30 * minute);
  timers.work_off();
  CHECK(at_once("handler-jinping"));
}

TEST_CASE("the digest: on working days at its hour, once, with what waits", "[messages][digest]") {
  test::Office office;
  runtime::Timers timers(*office.service);
  std::vector<std::vector<std::string>> rung;
  const auto options = [&] {
    runtime::Digest::Options made;
    made.wide_roles = {"leader"};
    made.person_channels = {"mail"};
    made.told = [&](const auto& persons) { rung.push_back(persons); };
    return made;
  };
  auto digest = std::make_unique<runtime::Digest>(*office.service, options());
  // 09:00 of a Monday: nothing has happened yet, so nobody is told.
  CHECK(digest->work_off() == 0);
  const auto filed = office.file_report("grid_member-jinping");
  REQUIRE(filed.has_value());
  REQUIRE(office.fire("command", filed->case_id, "accept", dispatched_to("jinping")).has_value());
  office.clock.set(test::a_monday + 23 * test::hour);  // 08:00 of Tuesday
  timers.work_off();
  CHECK(digest->work_off() == 0);
  CHECK(digest->next_due() == test::a_monday + 23 * test::hour + 30 * minute);
  office.clock.set(digest->next_due());
  CHECK(digest->work_off() == 2);  // the leader, and the unit's own leader; xikou has nothing
  CHECK(digest->work_off() == 0);
  CHECK(rung.back() == std::vector<std::string>{"leader", "unit_leader-jinping"});
  const auto items = inbox(office, "leader");
  REQUIRE(items.size() == 1);
  CHECK(words(office, items[0]) ==
        "2022年6月7日每日提醒：超期 1 件，今日到期 0 件，七日内到期 0 件，督办 0 件，待您审批 0 件。请打开待办处理。");
  CHECK(pending(office).size() == 2);
  // Over a restart it is not sent again.
  digest.reset();
  office.close();
  office.open();
  digest = std::make_unique<runtime::Digest>(*office.service, options());
  CHECK(digest->work_off() == 0);
  // The signing has passed its day; an approval waits; the old digest is unread and makes way for the new one.
  office.clock.set(test::a_monday + 2 * test::day);  // Wednesday, 09:00: half an hour late
  runtime::Timers again(*office.service);
  again.work_off();
  REQUIRE(
      office
          .fire("handler-jinping", filed->case_id, "shelve", {{"shelve_reason", expression::Value::string("等待设备")}})
          .has_value());
  CHECK(digest->work_off() >= 1);
  const auto later = inbox(office, "leader");
  const auto told = std::find_if(later.begin(), later.end(), [](const auto& item) { return item.case_id == 0; });
  REQUIRE(told != later.end());
  CHECK(std::count_if(later.begin(), later.end(), [](const auto& item) { return item.case_id == 0; }) == 1);
  CHECK(told->earlier.empty());
  CHECK(words(office, *told).find("2022年6月8日每日提醒") == 0);
}

TEST_CASE("the digest keeps days off, and makes up for a standstill only on its own day", "[messages][digest]") {
  test::Office office;
  runtime::Digest digest(*office.service, {.wide_roles = {"leader"}, .told = {}});
  REQUIRE(office.file_report("grid_member-jinping").has_value());
  runtime::Timers timers(*office.service);
  office.clock.set(test::a_monday + 5 * test::day);  // Saturday
  timers.work_off();
  CHECK(digest.work_off() == 0);
  CHECK(digest.next_due() == test::a_monday + 7 * test::day - 30 * minute);  // Monday, 08:30
  office.clock.set(test::a_monday + 8 * test::day + 6 * test::hour);         // Tuesday afternoon: Monday was missed
  CHECK(digest.work_off() >= 1);
  CHECK(inbox(office, "leader").size() == 1);
  CHECK(words(office, inbox(office, "leader")[0]).find("2022年6月14日每日提醒：超期 1 件") == 0);
}

TEST_CASE("two that send the digest at the same time send it once", "[messages][digest][threads]") {
  test::Office office;
  REQUIRE(office.file_report("grid_member-jinping").has_value());
  runtime::Timers timers(*office.service);
  office.clock.set(test::a_monday + test::day);
  timers.work_off();
  runtime::Digest first(*office.service, {.wide_roles = {"leader"}, .told = {}});
  runtime::Digest second(*office.service, {.wide_roles = {"leader"}, .told = {}});
  std::size_t sent = 0;
  std::thread other([&] { sent = second.work_off(); });
  const auto here = first.work_off();
  other.join();
  CHECK((here == 0) != (sent == 0));
  CHECK(inbox(office, "leader").size() == 1);
}

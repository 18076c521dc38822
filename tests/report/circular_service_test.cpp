// The circular over a year of an office's life, in virtual time: drafted on its day and once, announced, edited,
// issued, frozen, corrected.
#include "engine/report/circular_service.h"

#include <atomic>
#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <future>

#include "engine/base/hash.h"
#include "engine/report/circular_loop.h"
#include "engine/report/documents.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using namespace bihuan::report;

namespace {

using expression::Value;

runtime::Millis local(const char* text) {
  return calendar::Zone::find("Asia/Shanghai")->parse(text).value();
}

// The small office with a reviewer, on the first of June.
struct Bureau {
  test::Office office{{.workflows = {"petition", "circular"}}};

  Bureau() {
    office.clock.set(local("2022-06-01T09:00"));
    const auto done = office.writer->run([](runtime::WriteSession& session) -> Result<bool> {
      session.directory().put_person({"reviewer", "戊", "bureau", "", "", true});
      session.directory().add_role({"reviewer", "reviewer", "bureau", 0, {}});
      return true;
    });
    REQUIRE(done.has_value());
  }

  std::int64_t petition(const std::string& subject, const char* type = "大气") {
    core::FileCase filing;
    filing.workflow = "petition";
    filing.fields = {{"channel", Value::string("来信")},
                     {"subject", Value::string(subject)},
                     {"summary", Value::string("夜间异味")},
                     {"class", Value::string("检举控告")},
                     {"types", Value::list({Value::string(type)})},
                     {"place", test::place(29.6, 121.4)}};
    const auto filed = office.service->execute(office.request("clerk", 0, std::move(filing)));
    INFO(filed.error().message());
    REQUIRE(filed.has_value());
    return filed->case_id;
  }

  CircularService service() { return office_circulars(*office.service).value(); }

  void fire(const char* person, std::int64_t id, const char* event, core::FieldValues data = {}) {
    const auto done = office.fire(person, id, event, std::move(data));
    INFO(event << ": " << done.error().message());
    REQUIRE(done.has_value());
  }

  void issue(std::int64_t id) {
    fire("clerk", id, "submit", {{"identities_removed", Value::boolean(true)}});
    fire("reviewer", id, "pass");
    REQUIRE(office.service->execute(office.request("leader", id, core::Decide{"issue", true, ""})).has_value());
  }

  std::size_t told(const char* person, const std::string& message) {
    std::size_t count = 0;
    for (const auto& item : office.store->read()->mail().inbox(person, false, 100, "").items)
      count += item.kind == message;
    return count;
  }

  std::size_t circular_cases() {
    runtime::CaseQuery query;
    query.visible.all = true;
    query.workflow = "circular";
    return static_cast<std::size_t>(office.store->read()->cases().count(query));
  }
};

std::vector<std::string> texts(const std::vector<Month>& months) {
  std::vector<std::string> out;
  for (const auto month : months) out.push_back(month_text(month));
  return out;
}

using Months = std::vector<std::string>;

}  // namespace

TEST_CASE("the circular is there on its day, once, whoever asks how often, also over a restart", "[circular]") {
  Bureau bureau;
  bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-07-01T07:59"));
  CHECK(bureau.service().work_off()->empty());
  bureau.office.clock.set(local("2022-07-01T08:00"));
  CHECK(texts(*bureau.service().work_off()) == Months{"2022-06"});
  CHECK(bureau.service().work_off()->empty());
  bureau.office.close();
  bureau.office.open();
  CHECK(bureau.service().work_off()->empty());
  CHECK(bureau.circular_cases() == 1);
  CHECK(bureau.told("reviewer", "drafted") == 1);
  CHECK(bureau.told("clerk", "drafted") == 1);
  CHECK(bureau.told("leader", "drafted") == 0);
  const auto drafted = bureau.service().open({2022, 6});
  REQUIRE(drafted.has_value());
  CHECK(drafted->state == "draft");
  CHECK(drafted->circular.tables[0].rows.back()[2].text == "1");
  CHECK(bureau.office.verified() == "");
}

TEST_CASE("after downtime every missed month is made up for, the earliest first, each announced once", "[circular]") {
  Bureau bureau;
  bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-07-01T08:00"));
  CHECK(texts(*bureau.service().work_off()) == Months{"2022-06"});
  bureau.office.close();  // July, August and September pass
  bureau.office.clock.set(local("2022-10-09T10:00"));
  bureau.office.open();
  CHECK(texts(*bureau.service().work_off()) == Months{"2022-07", "2022-08", "2022-09"});
  CHECK(bureau.service().work_off()->empty());
  CHECK(bureau.told("reviewer", "drafted") == 4);
  CHECK(texts(bureau.service().months()) == Months{"2022-09", "2022-08", "2022-07", "2022-06"});
}

TEST_CASE("an office that begins today gets no circular about the time before", "[circular]") {
  Bureau bureau;
  CHECK(bureau.service().work_off()->empty());
  bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-06-30T20:00"));
  CHECK(bureau.service().work_off()->empty());
  bureau.office.clock.set(local("2022-07-02T00:00"));
  CHECK(texts(*bureau.service().work_off()) == Months{"2022-06"});
}

TEST_CASE("a crash between the announcement and the draft announces nothing twice", "[circular]") {
  Bureau bureau;
  bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-07-01T08:00"));
  core::FileCase filing;  // what draft() does first
  filing.workflow = "circular";
  filing.fields = {{"subject", Value::string("关于2022年6月全区生态环境信访情况的通报")},
                   {"month", Value::string("2022-06")}};
  auto request = bureau.office.request("", 0, std::move(filing), "circular-2022-06");
  request.body_hash = "2022-06";
  REQUIRE(bureau.office.service->execute(std::move(request)).has_value());
  bureau.office.close();
  bureau.office.open();
  CHECK(texts(*bureau.service().work_off()) == Months{"2022-06"});
  CHECK(bureau.circular_cases() == 1);
  CHECK(bureau.told("reviewer", "drafted") == 1);
}

TEST_CASE("the loop drafts by itself when its day comes", "[circular]") {
  Bureau bureau;
  std::promise<void> changed;
  std::atomic<bool> armed = false;
  bureau.office.service->on_change([&](const runtime::CaseChanged& change) {
    if (armed && !change.notified.empty()) changed.set_value();
  });
  bureau.petition("某厂废气");
  armed = true;
  bureau.office.clock.set(local("2022-07-01T07:00"));
  CircularLoop loop(*bureau.office.service, [](const Error& error) { FAIL_CHECK(error.message()); });
  CHECK(loop.turn() == std::chrono::minutes(10));
  bureau.office.clock.set(local("2022-07-01T07:59"));
  CHECK(loop.turn() == std::chrono::minutes(1));
  loop.start();
  bureau.office.clock.set(local("2022-07-01T08:00"));
  loop.wake();
  REQUIRE(changed.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);
}

TEST_CASE("an issued circular has its number and stays as it went out", "[circular]") {
  Bureau bureau;
  bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-07-01T08:00"));
  REQUIRE(bureau.service().work_off().has_value());
  auto draft = bureau.service().open({2022, 6});
  draft->circular.options.next_steps = {"（一）加强巡查。"};
  REQUIRE(edit_section(draft->circular, 6, "（一）加强巡查。"));
  REQUIRE(bureau.service().save(*draft, "clerk").has_value());
  CHECK(bureau.service().save(*draft, "clerk").error().code == "version_conflict");
  bureau.office.clock.set(local("2022-07-04T15:00"));
  bureau.fire("clerk", draft->case_id, "submit", {{"identities_removed", Value::boolean(true)}});
  CHECK(bureau.service().save(*bureau.service().open({2022, 6}), "clerk").error().code == "circular_not_draft");
  bureau.fire("reviewer", draft->case_id, "pass");
  REQUIRE(
      bureau.office.service->execute(bureau.office.request("leader", draft->case_id, core::Decide{"issue", true, ""}))
          .has_value());
  REQUIRE(bureau.service().work_off().has_value());  // freezes it
  const auto issued = bureau.service().issued({2022, 6}, 0);
  REQUIRE(issued.has_value());
  CHECK(issued->options.number == "奉环信通〔2022〕1号");
  CHECK(day_text(*issued->options.issued) == "2022-07-04");
  CHECK(issued->changes.empty());
  const auto stored = bureau.service().open({2022, 6});
  CHECK(stored->state == "issued");
  CHECK(freeze(stored->circular) == freeze(*issued));
  CHECK(bureau.service().save(*stored, "clerk").error().code == "circular_issued");
  CHECK(bureau.service().refresh({2022, 6}, stored->version, "clerk").error().code == "circular_issued");
  const std::string bytes = sha256_hex(*circular_docx(*issued));
  // What comes later changes nothing of it.
  bureau.petition("又一件");
  bureau.office.close();
  bureau.office.open();
  setenv("TZ", "America/Los_Angeles", 1);
  tzset();
  CHECK(sha256_hex(*circular_docx(*bureau.service().issued({2022, 6}, 0))) == bytes);
  unsetenv("TZ");
  tzset();
  CHECK(bureau.service().issued({2022, 6}, 1).error().code == "circular_revision_unknown");
}

namespace {

// A folder with one template of the office's own: the shipped one with a word changed.
struct OwnTemplate {
  std::string folder = std::string(BIHUAN_BINARY_DIR) + "/tests/own-templates";
  OwnTemplate(const std::string& name, const std::string& from, const std::string& to) {
    std::filesystem::remove_all(folder);  // what a test that crashed left
    std::filesystem::create_directories(folder);
    Package package = *shipped_template(name);
    auto& body = package.parts["word/document.xml"];
    const auto at = body.find(from);
    REQUIRE(at != std::string::npos);
    body.replace(at, from.size(), to);
    std::ofstream(folder + "/" + name + ".docx", std::ios::binary) << package.write();
  }
  ~OwnTemplate() { std::filesystem::remove_all(folder); }
  OwnTemplate(const OwnTemplate&) = delete;
  OwnTemplate& operator=(const OwnTemplate&) = delete;
};

bool body_holds(const std::string& docx, const std::string& text) {
  return Package::read(docx)->find("word/document.xml")->find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("whoever opens an issued circular first, all who do are shown it", "[circular][threads]") {
  Bureau bureau;
  bureau.petition("厂界异味");
  bureau.office.clock.set(local("2022-07-04T09:05"));
  auto service = bureau.service();
  REQUIRE(service.work_off().value().size() == 1);
  bureau.issue(service.open({2022, 6})->case_id);
  std::vector<std::future<Result<std::string>>> readers;
  std::promise<void> go;
  const auto begin = go.get_future().share();
  for (int reader = 0; reader < 6; ++reader) {
    readers.push_back(std::async(std::launch::async, [&, begin]() -> Result<std::string> {
      auto own = bureau.service();
      begin.wait();
      const auto opened = own.open({2022, 6});
      if (!opened) return opened.error();
      return opened->circular.options.number;
    }));
  }
  go.set_value();
  for (auto& reader : readers) {
    const auto number = reader.get();
    INFO(number.error().message());
    REQUIRE(number.has_value());
    CHECK(*number != "");
  }
}

TEST_CASE("an office's own template writes its circular, and what was issued by it stays so", "[circular]") {
  Bureau bureau;
  bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-07-01T08:00"));
  const auto with_settings = [&](const OfficeFiles& files) {
    return office_circulars(*bureau.office.service, nullptr, office_settings(files).value()).value();
  };
  {
    const OwnTemplate own("circular", "附件1", "附表一");
    auto service = with_settings({.templates = own.folder});
    REQUIRE(service.work_off().has_value());
    CHECK(body_holds(*service.docx(service.open({2022, 6})->circular), "附表一"));
    bureau.issue(service.open({2022, 6})->case_id);
    REQUIRE(service.work_off().has_value());
  }
  auto shipped = bureau.service();
  CHECK_FALSE(body_holds(*shipped.docx(shipped.open({2022, 6})->circular), "附表一"));
  CHECK(body_holds(*shipped.issued_docx({2022, 6}, 0), "附表一"));
  CHECK(shipped.issued_docx({2022, 6}, 1).error().code == "circular_revision_unknown");
}

TEST_CASE("what an office set wrong is told when the program starts", "[circular]") {
  CHECK(office_settings({.rules = "/nonexistent.yaml"}).error().code == "file_unreadable");
  CHECK(office_settings({.texts = "/nonexistent.yaml"}).error().code == "file_unreadable");
  CHECK(office_settings({.templates = "/nonexistent"}).error().code == "file_unreadable");
  {
    const OwnTemplate wrong("transfer", "{{文号}}", "{{文好}}");
    const auto refused = office_settings({.templates = wrong.folder});
    CHECK(refused.error().code == "template_file_wrong");
    CHECK(refused.error().message("zh-CN").find("文好") != std::string::npos);
    std::filesystem::rename(wrong.folder + "/transfer.docx", wrong.folder + "/nobody-knows.docx");
    CHECK(office_settings({.templates = wrong.folder}).error().code == "template_unknown");
  }
  const OwnTemplate letter("transfer", "信访事项转送函", "转送函（本局）");
  const auto good = office_settings({.days_after_cut_off = 3, .minute_of_day = 570});
  CHECK((*good)->days_after_cut_off == 3);
  CHECK((*office_settings({.templates = letter.folder}))->own_template("transfer").has_value());
  CHECK_FALSE((*good)->own_template("transfer").has_value());
}

TEST_CASE("the day and the minute of the circular are the office's", "[circular]") {
  Bureau bureau;
  bureau.petition("某厂废气");
  auto service = office_circulars(*bureau.office.service, nullptr,
                                  office_settings({.days_after_cut_off = 5, .minute_of_day = 14 * 60 + 30}).value())
                     .value();
  bureau.office.clock.set(local("2022-07-05T14:29"));
  CHECK(texts(*service.work_off()) == Months{"2022-05"});  // due on the fifth of June
  CHECK(service.next_due() == local("2022-07-05T14:30"));
  bureau.office.clock.set(local("2022-07-05T14:30"));
  CHECK(texts(*service.work_off()) == Months{"2022-06"});
}

TEST_CASE("a correction is a new revision under the same number, and lists what it changed", "[circular]") {
  Bureau bureau;
  const auto wrong = bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-07-01T08:00"));
  REQUIRE(bureau.service().work_off().has_value());
  const auto case_id = bureau.service().open({2022, 6})->case_id;
  bureau.issue(case_id);
  // Issued and taken back for correction before anybody looked: the first issue is kept all the same.
  bureau.fire("clerk", case_id, "correct", {{"changes", Value::string("类型有误")}});
  REQUIRE(bureau.office.service
              ->execute(bureau.office.request(
                  "clerk", wrong, core::CorrectField{"types", Value::list({Value::string("水")}), "登记有误"}))
              .has_value());
  // What is being written already says which revision it will be, and what it changes.
  auto draft = bureau.service().open({2022, 6});
  CHECK(draft->circular.options.revision == 1);
  CHECK(draft->circular.changes.empty());
  REQUIRE(edit_section(draft->circular, 4, "本月无重复信访。"));
  draft->circular.edited = {4};
  draft->version = *bureau.service().save(*draft, "clerk");
  REQUIRE(bureau.service().refresh({2022, 6}, draft->version, "clerk").has_value());
  draft = bureau.service().open({2022, 6});
  CHECK(sections(draft->circular)[4].text == "本月无重复信访。");
  CHECK(draft->circular.options.revision == 1);
  CHECK(circular_html(draft->circular).find("本通报为第一次修订") != std::string::npos);
  const auto& so_far = draft->circular.changes;
  CHECK(std::find(so_far.begin(), so_far.end(), "正文增加：本月无重复信访。") != so_far.end());
  bureau.issue(case_id);
  const auto stored = bureau.service().open({2022, 6});
  CHECK(stored->circular.options.number == "奉环信通〔2022〕1号");
  CHECK(stored->circular.options.revision == 1);
  const auto& changes = stored->circular.changes;
  CHECK(std::find(changes.begin(), changes.end(), "正文增加：本月无重复信访。") != changes.end());
  CHECK(std::any_of(changes.begin(), changes.end(),
                    [](const std::string& line) { return line.find("水") != std::string::npos; }));
  CHECK(circular_html(stored->circular).find("八、修订说明") != std::string::npos);
  const auto first = bureau.service().issued({2022, 6}, 0);
  REQUIRE(first.has_value());
  CHECK(first->tables[1].columns.back() == "大气");
  CHECK(bureau.service().issued({2022, 6}, 1)->tables[1].columns.back() == "水");
  bureau.fire("clerk", case_id, "correct", {{"changes", Value::string("再更正")}});
  CHECK(bureau.service().open({2022, 6})->circular.options.revision == 2);
  CHECK(bureau.service().open({2022, 6})->circular.changes.empty());
  CHECK(bureau.office.verified() == "");
}

TEST_CASE("a correction that is dropped leaves the issued circular in force, and nothing of it in the next",
          "[circular]") {
  Bureau bureau;
  bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-07-01T08:00"));
  REQUIRE(bureau.service().work_off().has_value());
  const auto case_id = bureau.service().open({2022, 6})->case_id;
  bureau.issue(case_id);
  const std::string in_force = freeze(bureau.service().open({2022, 6})->circular);
  const auto write = [&](const char* text) {
    auto draft = bureau.service().open({2022, 6});
    REQUIRE(edit_section(draft->circular, 4, text));
    draft->circular.edited = {4};
    REQUIRE(bureau.service().save(*draft, "clerk").has_value());
  };
  bureau.fire("clerk", case_id, "correct", {{"changes", Value::string("类型有误")}});
  write("不再需要的更正。");
  bureau.fire("reviewer", case_id, "drop_correction", {{"review_note", Value::string("核对无误")}});
  CHECK(bureau.service().open({2022, 6})->state == "issued");
  CHECK(freeze(bureau.service().open({2022, 6})->circular) == in_force);
  CHECK(bureau.service().make({2022, 6}).error().code == "circular_exists");
  // Dropped and begun anew before anybody looked; what is written then stays.
  bureau.fire("clerk", case_id, "correct", {{"changes", Value::string("类型有误")}});
  write("也不需要的更正。");
  bureau.fire("clerk", case_id, "drop_correction", {{"review_note", Value::string("核对无误")}});
  bureau.fire("clerk", case_id, "correct", {{"changes", Value::string("重复件有误")}});
  CHECK(bureau.service().open({2022, 6})->circular.changes.empty());
  CHECK(bureau.service().open({2022, 6})->circular.options.revision == 1);
  write("本月无重复信访。");
  CHECK(sections(bureau.service().open({2022, 6})->circular)[4].text == "本月无重复信访。");
  bureau.issue(case_id);
  CHECK(bureau.service().open({2022, 6})->circular.options.number == "奉环信通〔2022〕1号");
  CHECK(sections(*bureau.service().issued({2022, 6}, 1))[4].text == "本月无重复信访。");
  CHECK(freeze(*bureau.service().issued({2022, 6}, 0)) == in_force);
  CHECK(bureau.circular_cases() == 1);
}

TEST_CASE("a discarded circular is made again by a person, not by the clock", "[circular]") {
  Bureau bureau;
  bureau.petition("某厂废气");
  bureau.office.clock.set(local("2022-07-01T08:00"));
  REQUIRE(bureau.service().work_off().has_value());
  CHECK(bureau.service().make({2022, 6}).error().code == "circular_exists");
  bureau.fire("reviewer", bureau.service().open({2022, 6})->case_id, "discard",
              {{"review_note", Value::string("重做")}});
  CHECK(bureau.service().work_off()->empty());
  REQUIRE(bureau.service().make({2022, 6}).has_value());
  CHECK(bureau.service().open({2022, 6})->state == "draft");
  CHECK(bureau.circular_cases() == 2);
}

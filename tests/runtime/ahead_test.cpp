// A command is decided before the writer takes it. What it was decided over may have changed by then: every such change
// must show in what is written.
#include <future>

#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using expression::Value;

namespace {

core::FieldValues accepting() {
  return {{"dispatch_to", Value::string("shangtian")}, {"difficulty", Value::string("一般")}};
}

// The writer stands still: what is sent meanwhile was decided before whatever `first` does.
class HeldWriter {
 public:
  HeldWriter(test::Office& office, std::function<void(runtime::WriteSession&)> first) {
    std::promise<void> begun;
    auto has_begun = begun.get_future();
    office.writer->submit(runtime::Writer::Lane::people,
                          [this, first = std::move(first), &begun](runtime::WriteSession& session) -> Result<void> {
                            begun.set_value();
                            going_.get_future().wait();
                            first(session);
                            return {};
                          },
                          {});
    has_begun.wait();
  }
  void go() { going_.set_value(); }

 private:
  std::promise<void> going_;
};

std::future<Result<runtime::Reply>> send(test::Office& office, runtime::Request request) {
  auto promise = std::make_shared<std::promise<Result<runtime::Reply>>>();
  office.service->execute(std::move(request),
                          [promise](Result<runtime::Reply> reply) { promise->set_value(std::move(reply)); });
  return promise->get_future();
}

}  // namespace

TEST_CASE("a role that ends before the writer comes to the command does not count", "[ahead][threads]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  HeldWriter writer(office, [&](runtime::WriteSession& session) {
    for (const auto& stored : session.directory().roles()) {
      if (stored.role.person == "command") session.directory().end_role(stored.id, office.clock.now());
    }
  });
  auto answer = send(office, office.request("command", id, core::FireEvent{"accept", accepting()}));
  writer.go();
  const auto reply = answer.get();
  REQUIRE_FALSE(reply.has_value());
  CHECK(reply.error().code == "not_your_role");
  CHECK(office.verified() == "");
}

TEST_CASE("of two commands sent together on one case the second sees the first", "[ahead][threads]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  HeldWriter writer(office, [](runtime::WriteSession&) {});
  auto first = send(office, office.request("command", id, core::FireEvent{"accept", accepting()}));
  auto same = send(office, office.request("command", id, core::FireEvent{"accept", accepting()}));
  auto comment = send(office, office.request("clerk", id, core::Comment{"已电话联系"}));
  writer.go();
  CHECK(first.get().has_value());
  const auto refused = same.get();
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "no_transition");
  CHECK(comment.get().has_value());
  CHECK(office.stored(id).row.lead_unit == "shangtian");
  CHECK(office.verified() == "");
}

TEST_CASE("a command waits for one before it that makes it possible", "[ahead][threads]") {
  test::Office office;
  const auto id = office.file_report("grid_member-shangtian")->case_id;
  HeldWriter writer(office, [](runtime::WriteSession&) {});
  auto accept = send(office, office.request("command", id, core::FireEvent{"accept", accepting()}));
  auto sign = send(office, office.request("handler-shangtian", id, core::SignTask{1}));
  writer.go();
  CHECK(accept.get().has_value());
  CHECK(sign.get().has_value());
  CHECK(office.verified() == "");
}

TEST_CASE("a calendar announced meanwhile counts in what is written", "[ahead][threads][calendar]") {
  const auto due_after_accept = [](bool announce_meanwhile) {
    test::Office office;
    const auto id = office.file_report("grid_member-shangtian")->case_id;
    auto data = office.definitions->calendar("cn")->data();
    for (int day_off = 6; day_off <= 30; ++day_off) {
      data.special[*calendar::parse_date("2022-06-" + std::string(day_off < 10 ? "0" : "") + std::to_string(day_off))] =
          {calendar::SpecialKind::off, "announced late"};
    }
    data.version = "announced";
    const auto announced = std::make_shared<const calendar::WorkingCalendar>(std::move(data));
    HeldWriter writer(office, [&](runtime::WriteSession&) {
      if (!announce_meanwhile) return;
      office.other_calendar = announced;
      office.definitions->forget();
    });
    auto answer = send(office, office.request("command", id, core::FireEvent{"accept", accepting()}));
    writer.go();
    REQUIRE(answer.get().has_value());
    return *office.stored(id).row.due;
  };
  CHECK(due_after_accept(true) > due_after_accept(false));
}

TEST_CASE("what was erased meanwhile is not written again", "[ahead][threads][erasure]") {
  test::Office office;
  core::FileCase filing;
  filing.workflow = "grid-report";
  filing.fields = test::report_fields();
  filing.fields.emplace_back("involved", Value::string("钱孙李的养殖场"));
  const auto id = office.service->execute(office.request("grid_member-shangtian", 0, filing)).value().case_id;
  HeldWriter writer(office, [](runtime::WriteSession&) {});
  auto erased = std::async(std::launch::async, [&] { return office.service->erase(id, "", "clerk", "本人申请"); });
  while (office.writer->counts().waiting == 0) std::this_thread::yield();
  auto correction =
      send(office, office.request("command", id, core::CorrectField{"subject", Value::string("露天焚烧垃圾"), "更正"}));
  writer.go();
  REQUIRE(erased.get().has_value());
  static_cast<void>(correction.get());
  CHECK(office.store->read()->cases().sealed_of(id).empty());
  CHECK(office.verified() == "");
}

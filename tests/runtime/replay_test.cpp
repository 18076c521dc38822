// Random people do random things in every shipped workflow; whatever they did, folding the events gives the stored
// state, and every projection follows from it.
#include "engine/calendar/read.h"
#include "engine/definition/load.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

class Walk {
 public:
  Walk(test::Office& office, unsigned seed)
      : office_(office), definition_(office.definitions->current().at(0)), random_(seed) {}

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
  }
  int accepted = 0, refused = 0;
  std::map<std::string, int> reasons;  // of refusals

  std::string told() const {
    std::string text = definition_->title + ": " + std::to_string(accepted) + " accepted;";
    for (const auto& [code, times] : reasons) text += " " + code + " " + std::to_string(times);
    return text;
  }

 private:
  static const std::vector<std::string>& people() {
    static const std::vector<std::string> all = {"clerk",
                                                 "leader",
                                                 "command",
                                                 "acceptance",
                                                 "handler-jinping",
                                                 "handler-xikou",
                                                 "handler-shangtian",
                                                 "unit_leader-jinping",
                                                 "unit_leader-shangtian",
                                                 "grid_member-jinping",
                                                 "grid_member-shangtian"};
    return all;
  }
  const std::string& person() { return people()[random_() % people().size()]; }

  core::FieldValues values(const core::Definition& definition, std::vector<std::string> ids) {
    core::FieldValues out;
    for (auto id : ids) {
      if (!id.empty() && id.back() == '?') id.pop_back();
      for (const auto& field : definition.fields) {
        if (field.id == id) out.emplace_back(id, test::random_value(field, random_));
      }
    }
    return out;
  }

  void file() {
    // A rule set that is no longer in force takes what was received while it was.
    core::FileCase filing;
    filing.workflow = definition_->id;
    const auto& definition = definition_;
    const auto date = definition->effective_to.empty() ? std::string("2022-06-06") : definition->effective_to;
    const auto received = calendar::parse_date(date).value();
    filing.received_at = calendar::shipped_calendar("cn").value()->zone().to_instant({received, 10 * test::hour});
    std::vector<std::string> form;
    for (const auto& asked : definition->form) form.push_back(asked.field);
    for (const auto& field : definition->fields) {
      if (form.empty() && !field.computed) form.push_back(field.id);
    }
    filing.fields = values(*definition, form);
    for (const auto& who : people()) {
      const int before = accepted;
      done(office_.service->execute(office_.request(who, 0, filing)));
      if (accepted > before) return;
    }
  }

  void done(const Result<runtime::Reply>& reply) {
    if (reply && reply->first_seq > 0) {
      ++accepted;
      if (std::find(cases_.begin(), cases_.end(), reply->case_id) == cases_.end()) cases_.push_back(reply->case_id);
    } else {
      ++refused;
      ++reasons[reply ? "nothing" : reply.error().code];
    }
  }

  void step() {
    if (cases_.empty() || random_() % 8 == 0) return file();
    const auto id = cases_[random_() % cases_.size()];
    const auto stored = office_.stored(id);
    const auto definition = office_.definitions->by_hash(stored.row.definition_hash).value();
    const auto who = person();
    switch (random_() % 8) {
      case 0: {
        office_.clock.advance(static_cast<runtime::Millis>(random_() % 6) * test::day + test::hour);
        runtime::Timers(*office_.service).work_off();
        return;
      }
      case 1:
        if (!stored.state.tasks.empty()) {
          const auto& task = stored.state.tasks[random_() % stored.state.tasks.size()];
          const auto handler = "handler-" + task.unit;
          if (random_() % 3 == 0) {
            const auto& codes = definition->tasks[task.kind].return_reasons;
            done(office_.service->execute(
                office_.request(handler, id, core::ReturnTask{task.id, codes.empty() ? "x" : codes[0].code, "退回"})));
          } else {
            done(office_.service->execute(office_.request(handler, id, core::SignTask{task.id})));
          }
        }
        return;
      case 2:
        if (!stored.state.tasks.empty()) {
          const auto& task = stored.state.tasks[random_() % stored.state.tasks.size()];
          done(office_.service->execute(office_.request(
              "handler-" + task.unit, id,
              core::CompleteTask{task.id, values(*definition, definition->tasks[task.kind].ask), false, ""})));
        }
        return;
      case 3:
        for (const auto& approval : stored.state.approvals) {
          if (!approval.open) continue;
          done(office_.service->execute(office_.request(
              who, id, core::Decide{definition->approvals[approval.kind].id, random_() % 3 != 0, "意见"})));
        }
        return;
      case 4:
        if (!stored.state.clocks.empty()) {
          const auto& clock = stored.state.clocks[random_() % stored.state.clocks.size()];
          core::CommandBody body = core::ExtendClock{clock.id, {3, 0}, "情况复杂"};
          if (random_() % 3 == 0) body = core::DecideExtension{clock.id, random_() % 2 == 0, ""};
          if (random_() % 3 == 0) body = core::SuspendClock{clock.id, "等待"};
          if (random_() % 3 == 0) body = core::ResumeClock{clock.id, "继续"};
          done(office_.service->execute(office_.request(who, id, std::move(body))));
        }
        return;
      default:
        break;
    }
    // Whoever comes first in a random row of people and may do something does it.
    auto row = people();
    std::shuffle(row.begin(), row.end(), random_);
    for (const auto& each : row) {
      for (const auto& offer : office_.service->offers(stored, each, "")) {
        if (offer.refusal) continue;
        done(office_.fire(each, id, offer.event, values(*definition, offer.ask)));
        return;
      }
    }
  }

  test::Office& office_;
  runtime::DefinitionPtr definition_;
  std::mt19937 random_;
  std::vector<std::int64_t> cases_;
};

}  // namespace

TEST_CASE("folding the events gives the stored state, in every shipped workflow", "[replay]") {
  const char* wanted = std::getenv("BIHUAN_REPLAY_STEPS");
  const int steps = wanted != nullptr ? std::atoi(wanted) : 80;
  const auto shipped = definition::shipped_definitions();
  REQUIRE(shipped.size() >= 5);
  for (std::size_t i = 0; i < shipped.size(); ++i) {
    test::Office office({.workflows = {shipped[i]}});
    Walk walk(office, static_cast<unsigned>(i) + 1);
    walk.run(steps);
    runtime::FollowUps follow(*office.service);
    while (follow.work_off() > 0) {
    }
    INFO(shipped[i] << " " << walk.told());
    CHECK(walk.accepted > 3);
    CHECK(office.verified() == "");
    office.close();
    office.open();
    CHECK(office.verified() == "");
  }
}

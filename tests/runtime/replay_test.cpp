// Random people do random things in every shipped workflow; whatever they did, folding the events gives the stored
// state, and every projection follows from it.
#include "engine/definition/load.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

class Walk {
 public:
  Walk(test::Office& office, std::string workflow, unsigned seed)
      : office_(office), workflow_(std::move(workflow)), random_(seed) {}

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
  }
  int accepted = 0, refused = 0;

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
    const auto definition = office_.definitions->for_new_case(workflow_, "2022-06-06");
    if (!definition) return;
    core::FileCase filing;
    filing.workflow = workflow_;
    std::vector<std::string> form;
    for (const auto& asked : (*definition)->form) form.push_back(asked.field);
    for (const auto& field : (*definition)->fields) {
      if (form.empty() && !field.computed) form.push_back(field.id);
    }
    filing.fields = values(**definition, form);
    done(office_.service->execute(office_.request(person(), 0, std::move(filing))));
  }

  void done(const Result<runtime::Reply>& reply) {
    if (reply && reply->first_seq > 0) {
      ++accepted;
      if (std::find(cases_.begin(), cases_.end(), reply->case_id) == cases_.end()) cases_.push_back(reply->case_id);
    } else {
      ++refused;
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
            const auto& reasons = definition->tasks[task.kind].return_reasons;
            done(office_.service->execute(office_.request(
                handler, id, core::ReturnTask{task.id, reasons.empty() ? "x" : reasons[0].code, "退回"})));
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
    for (const auto& offer : office_.service->offers(stored, who, "")) {
      if (offer.refusal || random_() % 2 == 0) continue;
      done(office_.fire(who, id, offer.event, values(*definition, offer.ask)));
      return;
    }
  }

  test::Office& office_;
  std::string workflow_;
  std::mt19937 random_;
  std::vector<std::int64_t> cases_;
};

}  // namespace

TEST_CASE("folding the events gives the stored state, in every shipped workflow", "[replay]") {
  const char* wanted = std::getenv("BIHUAN_REPLAY_STEPS");
  const int steps = wanted != nullptr ? std::atoi(wanted) : 60;
  const auto shipped = definition::shipped_definitions();
  REQUIRE(shipped.size() >= 5);
  test::Office office({.workflows = shipped});
  int walked = 0;
  for (std::size_t i = 0; i < shipped.size(); ++i) {
    office.clock.set(test::a_monday);
    Walk walk(office, shipped[i], static_cast<unsigned>(i) + 1);
    walk.run(steps);
    INFO(shipped[i] << ": " << walk.accepted << " accepted, " << walk.refused << " refused");
    walked += walk.accepted > 3 ? 1 : 0;
    CHECK(walk.accepted + walk.refused > 0);
  }
  CHECK(walked >= 3);
  runtime::FollowUps follow(*office.service);
  while (follow.work_off() > 0) {
  }
  CHECK(office.verified() == "");
  office.close();
  office.open();
  CHECK(office.verified() == "");
}

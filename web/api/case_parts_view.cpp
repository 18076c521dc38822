// Clocks and tasks of a case as JSON.
#include <boost/json/array.hpp>

#include "engine/base/catalogue.h"
#include "engine/core/joint_handling.h"
#include "engine/core/notices.h"
#include "engine/core/phase_names.h"
#include "web/api/case_view.h"

namespace bihuan::api {

namespace json = boost::json;

namespace {

std::string budget_text(const ViewContext& context, const calendar::Ledger& ledger) {
  const auto& budget = ledger.budget;
  if (budget.days == 0) {
    return text(context.language, "budget_hours", {{"n", std::to_string(budget.ms / 3'600'000)}});
  }
  const char* key = ledger.counting == calendar::Counting::working ? "budget_days_working" : "budget_days_calendar";
  return text(context.language, key, {{"n", std::to_string(budget.days)}});
}

json::array suspensions(const ViewContext& context, const calendar::Ledger& ledger) {
  json::array list;
  for (const auto& each : ledger.suspensions) {
    list.push_back(json::object{{"from", instant_text(each.from)},
                                {"to", instant_or_null(each.to)},
                                {"reason", each.reason},
                                {"by", person_view(context, each.by)}});
  }
  return list;
}

json::array extensions(const ViewContext& context, const calendar::Ledger& ledger) {
  json::array list;
  for (const auto& each : ledger.extensions) {
    list.push_back(json::object{{"days", each.by_budget.days},
                                {"hours", each.by_budget.ms / 3'600'000},
                                {"reason", each.reason},
                                {"by", person_view(context, each.asked_by)},
                                {"approved_by", person_view(context, each.approved_by)},
                                {"at", instant_text(each.at)}});
  }
  return list;
}

json::object clock_abilities(const CaseSight& sight, const core::ClockState& clock) {
  const auto& kind = sight.acting.definition->clocks[clock.kind];
  const bool running = clock.phase == core::ClockPhase::running;
  const bool suspended = clock.phase == core::ClockPhase::suspended;
  json::object can{{"suspend", nullptr}, {"resume", nullptr}, {"extend", nullptr}, {"decide", nullptr}};
  const auto ask = [&](core::CommandBody body) {
    return permission(sight.context, would_take(sight, std::move(body)));
  };
  if (running) can["suspend"] = ask(core::SuspendClock{clock.id, "?"});
  if (suspended) can["resume"] = ask(core::ResumeClock{clock.id, "?"});
  if (kind.extend && (running || suspended) && !clock.extension_request) {
    can["extend"] =
        ask(core::ExtendClock{clock.id, {kind.extend->max.days > 0 ? 1 : 0, kind.extend->max.days > 0 ? 0 : 1}, "?"});
  }
  if (clock.extension_request) can["decide"] = ask(core::DecideExtension{clock.id, true, {}});
  return can;
}

json::value request_view(const CaseSight& sight, const core::ClockState& clock) {
  if (!clock.extension_request) return nullptr;
  const auto& asked = *clock.extension_request;
  return json::object{{"by_days", asked.by.days},
                      {"reason", asked.reason},
                      {"asked_by", person_view(sight.context, asked.asked_by)},
                      {"asked_at", instant_text(asked.asked_at)}};
}

json::object clock_view(const CaseSight& sight, const core::ClockState& clock) {
  const auto& kind = sight.acting.definition->clocks[clock.kind];
  const auto& calendar = *sight.acting.calendar;
  json::value max_days = nullptr;
  if (kind.extend) max_days = kind.extend->max.days;
  return {{"id", clock.id},
          {"title", kind.title},
          {"state", core::phase_name(clock.phase)},
          {"started", instant_text(clock.ledger.started)},
          {"stopped", instant_or_null(clock.ledger.stopped)},
          {"first_due", instant_text(clock.first_due)},
          {"due", instant_text(clock.due)},
          {"overdue", clock.overdue || (clock.phase == core::ClockPhase::running && sight.context.now >= clock.due)},
          {"left_text", left_text(sight.context, calendar, clock.due, core::phase_name(clock.phase))},
          {"left_days", core::days_left(calendar, sight.context.now, clock.due)},
          {"budget_text", budget_text(sight.context, clock.ledger)},
          {"law", kind.law.empty() ? kind.practice : kind.law},
          {"provisional", false},
          {"extend_max_days", std::move(max_days)},
          {"suspensions", suspensions(sight.context, clock.ledger)},
          {"extensions", extensions(sight.context, clock.ledger)},
          {"request", request_view(sight, clock)},
          {"can", clock_abilities(sight, clock)}};
}

json::object task_abilities(const CaseSight& sight, const core::TaskState& task) {
  json::object can{
      {"sign", nullptr}, {"return", nullptr}, {"complete", nullptr}, {"reassign", nullptr}, {"remove", nullptr}};
  const bool open = core::is_open(task);
  if (!open) return can;
  const auto& kind = sight.acting.definition->tasks[task.kind];
  const auto ask = [&](core::CommandBody body) {
    return permission(sight.context, would_take(sight, std::move(body)));
  };
  if (task.phase == core::TaskPhase::assigned) can["sign"] = ask(core::SignTask{task.id});
  if (!kind.return_reasons.empty())
    can["return"] = ask(core::ReturnTask{task.id, kind.return_reasons.front().code, "?"});
  auto complete = would_take(sight, core::CompleteTask{task.id, {}, false, {}});
  // A field that the form asks is no reason to grey the button out.
  if (!complete && complete.error().code == "field_required") complete = {};
  can["complete"] = permission(sight.context, complete);
  can["reassign"] = ask(core::ReassignTask{task.id, {}, {}, "?"});
  if (task.duty == core::TaskDuty::co) can["remove"] = ask(core::RemoveCoHandler{task.id, "?"});
  return can;
}

json::object task_view(const CaseSight& sight, const core::TaskState& task) {
  const auto& kind = sight.acting.definition->tasks[task.kind];
  json::array reasons, ask;
  for (const auto& reason : kind.return_reasons) {
    reasons.push_back(json::object{{"code", reason.code}, {"title", reason.title}});
  }
  for (const auto& field : kind.ask) ask.push_back(json::value(field));
  json::value clock = nullptr;
  if (kind.clock) clock = sight.acting.definition->clocks[*kind.clock].id + "@" + std::to_string(task.id);
  return {{"id", task.id},
          {"kind", kind.id},
          {"title", kind.title},
          {"unit", unit_view(sight.context, task.unit)},
          {"duty", task.duty == core::TaskDuty::lead ? "lead" : "co"},
          {"phase", core::phase_name(task.phase)},
          {"person", person_view(sight.context, task.person)},
          {"assigned_at", instant_text(task.assigned_at)},
          {"signed_at", instant_or_null(task.signed_at)},
          {"ended_at", instant_or_null(task.ended_at)},
          {"returns", task.returns},
          {"outcome", task.outcome},
          {"note", task.note},
          {"clock", std::move(clock)},
          {"return_reasons", std::move(reasons)},
          {"veto", kind.complete == core::Completion::veto},
          {"ask", std::move(ask)},
          {"can", task_abilities(sight, task)}};
}

}  // namespace

json::array clocks_view(const CaseSight& sight) {
  json::array clocks;
  for (const auto& clock : sight.stored.state.clocks) clocks.push_back(clock_view(sight, clock));
  return clocks;
}

json::array tasks_view(const CaseSight& sight) {
  json::array tasks;
  for (const auto& task : sight.stored.state.tasks) tasks.push_back(task_view(sight, task));
  return tasks;
}

}  // namespace bihuan::api

// Clocks and tasks of a case as JSON.
#include "engine/base/catalogue.h"
#include "engine/core/case_clocks.h"
#include "engine/core/joint_handling.h"
#include "engine/core/notices.h"
#include "engine/core/phase_names.h"
#include "web/api/case_view.h"

namespace bihuan::api {

namespace {

std::string budget_text(const ViewContext& context, const calendar::Ledger& ledger) {
  const auto& budget = ledger.budget;
  if (budget.days == 0) {
    return text(context.language, "budget_hours", {{"n", std::to_string(budget.ms / 3'600'000)}});
  }
  const char* key = ledger.counting == calendar::Counting::working ? "budget_days_working" : "budget_days_calendar";
  return text(context.language, key, {{"n", std::to_string(budget.days)}});
}

void write_suspensions(JsonText& out, const ViewContext& context, const calendar::Ledger& ledger) {
  out.array(ledger.suspensions, [&](const calendar::Suspension& each) {
    out.object([&] {
      out.member("from", instant_text(each.from));
      out.member("to", instant_text(each.to));
      out.member("reason", each.reason);
      out.member("by", [&] { write_person(out, context, each.by); });
    });
  });
}

void write_extensions(JsonText& out, const ViewContext& context, const calendar::Ledger& ledger) {
  out.array(ledger.extensions, [&](const calendar::Extension& each) {
    out.object([&] {
      out.member("days", each.by_budget.days);
      out.member("hours", each.by_budget.ms / 3'600'000);
      out.member("reason", each.reason);
      out.member("by", [&] { write_person(out, context, each.asked_by); });
      out.member("approved_by", [&] { write_person(out, context, each.approved_by); });
      out.member("at", instant_text(each.at));
    });
  });
}

// {"NAME": permission or null, …}: null where there is nothing to be asked.
class Abilities {
 public:
  Abilities(JsonText& out, const CaseSight& sight) : out_(out), sight_(sight) {}

  void add(std::string_view name, bool there, const auto& command) {
    out_.member(name, [&] { there ? write_permission(out_, sight_, command()) : out_.value(nullptr); });
  }

 private:
  JsonText& out_;
  const CaseSight& sight_;
};

void write_clock_abilities(JsonText& out, const CaseSight& sight, const core::ClockState& clock) {
  const auto& kind = sight.acting.definition->clocks[clock.kind];
  const bool running = clock.phase == core::ClockPhase::running;
  const bool suspended = clock.phase == core::ClockPhase::suspended;
  const bool asked = clock.extension_request.has_value();
  Abilities can(out, sight);
  out.object([&] {
    can.add("suspend", running, [&] { return core::SuspendClock{clock.id, "?"}; });
    can.add("resume", suspended, [&] { return core::ResumeClock{clock.id, "?"}; });
    can.add("extend", kind.extend && (running || suspended) && !asked, [&] {
      const bool by_days = kind.extend->max.days > 0;
      return core::ExtendClock{clock.id, {by_days ? 1 : 0, by_days ? 0 : 1}, "?"};
    });
    can.add("decide", asked, [&] { return core::DecideExtension{clock.id, true, {}}; });
  });
}

void write_request(JsonText& out, const CaseSight& sight, const core::ClockState& clock) {
  if (!clock.extension_request) return out.value(nullptr);
  const auto& asked = *clock.extension_request;
  out.object([&] {
    out.member("by_days", asked.by.days);
    out.member("reason", asked.reason);
    out.member("asked_by", [&] { write_person(out, sight.context, asked.asked_by); });
    out.member("asked_at", instant_text(asked.asked_at));
  });
}

void write_clock(JsonText& out, const CaseSight& sight, const core::ClockState& clock) {
  const auto& context = sight.context;
  const auto& kind = sight.acting.definition->clocks[clock.kind];
  const auto& calendar = *sight.acting.calendar;
  const auto phase = core::phase_name(clock.phase);
  out.object([&] {
    out.member("id", clock.id);
    out.member("title", kind.title);
    out.member("state", phase);
    out.member("started", instant_text(clock.ledger.started));
    out.member("stopped", instant_text(clock.ledger.stopped));
    out.member("first_due", instant_text(clock.first_due));
    out.member("due", instant_text(clock.due));
    out.member("overdue", clock.overdue || (clock.phase == core::ClockPhase::running && context.now >= clock.due));
    out.member("left_text", left_text(context, calendar, clock.due, phase));
    out.member("left_days", core::days_left(calendar, context.now, clock.due));
    out.member("budget_text", budget_text(context, clock.ledger));
    out.member("law", kind.law.empty() ? kind.practice : kind.law);
    out.member("provisional", false);
    out.member("extend_max_days", kind.extend ? std::optional(kind.extend->max.days) : std::nullopt);
    out.member("suspensions", [&] { write_suspensions(out, context, clock.ledger); });
    out.member("extensions", [&] { write_extensions(out, context, clock.ledger); });
    out.member("request", [&] { write_request(out, sight, clock); });
    out.member("can", [&] { write_clock_abilities(out, sight, clock); });
  });
}

void write_task_abilities(JsonText& out, const CaseSight& sight, const core::TaskState& task) {
  const bool open = core::is_open(task);
  const auto& reasons = sight.acting.definition->tasks[task.kind].return_reasons;
  Abilities can(out, sight);
  out.object([&] {
    can.add("sign", task.phase == core::TaskPhase::assigned, [&] { return core::SignTask{task.id}; });
    can.add("return", open && !reasons.empty(), [&] { return core::ReturnTask{task.id, reasons.front().code, "?"}; });
    can.add("complete", open, [&] { return core::CompleteTask{task.id, {}, false, {}}; });
    can.add("reassign", open, [&] { return core::ReassignTask{task.id, {}, {}, "?"}; });
    can.add("remove", open && task.duty == core::TaskDuty::co, [&] { return core::RemoveCoHandler{task.id, "?"}; });
  });
}

void write_task(JsonText& out, const CaseSight& sight, const core::TaskState& task) {
  const auto& definition = *sight.acting.definition;
  const auto& kind = definition.tasks[task.kind];
  out.object([&] {
    out.member("id", task.id);
    out.member("kind", kind.id);
    out.member("title", kind.title);
    out.member("unit", [&] { write_unit(out, sight.context, task.unit); });
    out.member("duty", task.duty == core::TaskDuty::lead ? "lead" : "co");
    out.member("phase", core::phase_name(task.phase));
    out.member("person", [&] { write_person(out, sight.context, task.person); });
    out.member("assigned_at", instant_text(task.assigned_at));
    out.member("signed_at", instant_text(task.signed_at));
    out.member("ended_at", instant_text(task.ended_at));
    out.member("returns", task.returns);
    out.member("outcome", task.outcome);
    out.member("note", task.note);
    out.member("clock",
               kind.clock ? std::optional(core::clock_id(definition.clocks[*kind.clock], task.id)) : std::nullopt);
    out.member("return_reasons", [&] {
      out.array(kind.return_reasons, [&](const core::ReturnReason& reason) {
        out.object([&] {
          out.member("code", reason.code);
          out.member("title", reason.title);
        });
      });
    });
    out.member("veto", kind.complete == core::Completion::veto);
    out.member("ask", [&] { out.values(kind.ask); });
    out.member("can", [&] { write_task_abilities(out, sight, task); });
  });
}

}  // namespace

void write_clocks(JsonText& out, const CaseSight& sight) {
  out.array(sight.stored.state.clocks, [&](const core::ClockState& clock) { write_clock(out, sight, clock); });
}

void write_tasks(JsonText& out, const CaseSight& sight) {
  out.array(sight.stored.state.tasks, [&](const core::TaskState& task) { write_task(out, sight, task); });
}

}  // namespace bihuan::api

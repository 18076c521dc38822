// apply: folds one fact into a case. Every overload only copies what the fact says; nothing is decided here.
#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "engine/core/decide.h"

namespace bihuan::core {
namespace {

template <class Items>
auto* find_by_id(Items& items, const auto& id) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

struct Applier {
  const Definition& definition;
  CaseState& state;
  const Event& event;

  ClockState* clock(const std::string& id) { return find_by_id(state.clocks, id); }
  TaskState* task(std::int64_t id) { return find_by_id(state.tasks, id); }

  void set_field(const std::string& field, const expression::Value& value) {
    const auto& data = definition.chart.data;
    for (std::size_t i = 0; i < data.size(); ++i) {
      if (data[i].id == field) state.machine.data[i] = value;
    }
  }

  TaskRound& round(std::size_t kind, std::int64_t number) {
    for (auto& known : state.rounds) {
      if (known.kind == kind && known.round == number) return known;
    }
    return state.rounds.emplace_back(TaskRound{kind, number, false, false, 0});
  }

  ApprovalState& approval(std::size_t kind) {
    for (auto& known : state.approvals) {
      if (known.kind == kind) return known;
    }
    return state.approvals.emplace_back(ApprovalState{kind, 0, false, {}});
  }

  void end_task(std::int64_t id, TaskPhase phase, const std::string& outcome, const std::string& note) {
    TaskState* known = task(id);
    if (known == nullptr) return;
    known->phase = phase;
    known->outcome = outcome;
    known->note = note;
    known->ended_at = event.at;
  }

  void operator()(const CaseFiled& fact) {
    state.number = fact.number;
    state.workflow = fact.workflow;
    state.definition_hash = fact.definition_hash;
    state.filed_at = event.at;
    state.received_at = fact.received_at;
    state.filed_by = event.actor;
    state.filed_unit = fact.unit;
    state.imported = fact.imported;
    if (fact.parent) state.links.push_back({"parent", *fact.parent, {}});
    if (state.machine.data.empty()) {
      for (const auto& datum : definition.chart.data) state.machine.data.push_back(datum.initial);
    }
  }
  void operator()(const PartyRecorded& fact) { state.parties.push_back(fact.party); }
  void operator()(const FieldSet& fact) { set_field(fact.field, fact.value); }
  void operator()(const FieldCorrected& fact) { set_field(fact.field, fact.after); }
  void operator()(const TransitionTaken& fact) {
    auto data = std::move(state.machine.data);
    state.machine = fact.machine;
    state.machine.data = std::move(data);
  }
  void operator()(const LeadUnitSet& fact) { state.lead_unit = fact.unit; }

  void operator()(const ClockStarted& fact) {
    ClockState fresh;
    fresh.id = fact.clock;
    fresh.kind = fact.kind;
    fresh.phase = ClockPhase::running;
    fresh.ledger = fact.ledger;
    fresh.first_due = fact.due;
    fresh.due = fact.due;
    fresh.next = fact.next;
    if (ClockState* known = clock(fact.clock)) {
      *known = std::move(fresh);
    } else {
      state.clocks.push_back(std::move(fresh));
    }
  }
  void operator()(const ClockStopped& fact) {
    ClockState* known = clock(fact.clock);
    if (known == nullptr) return;
    if (!known->ledger.suspensions.empty() && !known->ledger.suspensions.back().to) {
      known->ledger.suspensions.back().to = event.at;
    }
    known->ledger.stopped = fact.at.value_or(event.at);
    known->phase = ClockPhase::stopped;
    known->overdue = fact.overdue;
    known->next.reset();
    known->extension_request.reset();
  }
  void operator()(const ClockSuspended& fact) {
    ClockState* known = clock(fact.clock);
    if (known == nullptr) return;
    known->ledger.suspensions.push_back({event.at, std::nullopt, fact.reason, event.actor});
    known->phase = ClockPhase::suspended;
    known->next.reset();
  }
  void operator()(const ClockResumed& fact) {
    ClockState* known = clock(fact.clock);
    if (known == nullptr) return;
    if (!known->ledger.suspensions.empty()) known->ledger.suspensions.back().to = event.at;
    known->phase = ClockPhase::running;
    known->due = fact.due;
    known->next = fact.next;
  }
  void operator()(const ExtensionRequested& fact) {
    if (ClockState* known = clock(fact.clock)) {
      known->extension_request = ClockState::Request{fact.by, fact.reason, event.actor, event.at};
    }
  }
  void operator()(const ClockExtended& fact) {
    ClockState* known = clock(fact.clock);
    if (known == nullptr) return;
    known->ledger.extensions.push_back({fact.by, event.at, fact.reason, fact.asked_by, event.actor});
    known->extension_request.reset();
    known->due = fact.due;
    known->overdue = false;
    known->next = fact.next;
  }
  void operator()(const ExtensionRefused& fact) {
    if (ClockState* known = clock(fact.clock)) known->extension_request.reset();
  }
  void operator()(const ClockRecomputed& fact) {
    ClockState* known = clock(fact.clock);
    if (known == nullptr) return;
    known->due = fact.due;
    known->next = fact.next;
  }
  void operator()(const WarnPointReached& fact) {
    if (ClockState* known = clock(fact.clock)) known->next = fact.next;
  }
  void operator()(const LimitPassed& fact) {
    ClockState* known = clock(fact.clock);
    if (known == nullptr) return;
    known->overdue = true;
    known->next = fact.next;
  }
  void operator()(const RungReached& fact) {
    if (ClockState* known = clock(fact.clock)) known->next = fact.next;
  }
  void operator()(const TimerFired& fact) {
    std::erase_if(state.machine.timers,
                  [&](const PendingTimer& timer) { return timer.id(definition.chart) == fact.timer; });
  }

  void operator()(const TaskOpened& fact) {
    state.tasks.push_back(fact.task);
    round(fact.task.kind, fact.task.round);
  }
  void operator()(const TaskSigned& fact) {
    TaskState* known = task(fact.task);
    if (known == nullptr) return;
    known->phase = TaskPhase::signed_for;
    known->person = fact.person;
    known->signed_at = event.at;
  }
  void operator()(const TaskReturned& fact) {
    end_task(fact.task, TaskPhase::returned, fact.reason_code, fact.note);
    if (const TaskState* known = task(fact.task)) ++round(known->kind, known->round).returns;
  }
  void operator()(const TaskCompleted& fact) {
    end_task(fact.task, TaskPhase::done, fact.veto ? "veto" : "done", fact.note);
    if (TaskState* known = task(fact.task); known != nullptr && known->person.empty()) known->person = event.actor;
  }
  void operator()(const TaskReassigned& fact) {
    TaskState* known = task(fact.task);
    if (known == nullptr) return;
    known->unit = fact.unit;
    known->person = fact.person;
    known->phase = TaskPhase::assigned;
    known->assigned_at = event.at;
    known->signed_at.reset();
    known->ended_at.reset();
    known->outcome.clear();
    known->note = fact.note;
  }
  void operator()(const TaskCancelled& fact) { end_task(fact.task, TaskPhase::cancelled, {}, fact.note); }
  void operator()(const TaskRoundDecided& fact) {
    TaskRound& known = round(fact.kind, fact.round);
    known.decided = true;
    known.passed = fact.passed;
  }

  void operator()(const ApprovalOpened& fact) { approval(fact.kind) = {fact.kind, 0, true, fact.state}; }
  void operator()(const ApprovalDropped& fact) { approval(fact.kind).open = false; }
  void operator()(const ApprovalGiven& fact) {
    ApprovalState& known = approval(fact.kind);
    known.step = fact.step + 1;
    if (!fact.approved || known.step >= definition.approvals[fact.kind].by.size()) known.open = false;
  }

  void operator()(const Commented&) {}
  void operator()(const AttachmentAdded& fact) { state.attachments.push_back(fact.attachment); }
  void operator()(const Supervised& fact) { ++(fact.urge_only ? state.urged : state.supervised); }
  void operator()(const CaseMerged& fact) { state.links.push_back(fact.into); }
  void operator()(const CaseLinked& fact) { state.links.push_back(fact.link); }
  void operator()(const DocumentIssued& fact) {
    state.documents.push_back({fact.document, fact.number, event.seq, event.at});
  }
  void operator()(const NotificationQueued&) {}

  void operator()(const SubCaseRequested& fact) {
    state.subcases.push_back({fact.kind, fact.round, fact.index, 0, false, {}});
  }
  void operator()(const SubCaseLinked& fact) {
    for (auto& known : state.subcases) {
      if (known.kind == fact.kind && known.round == fact.round && known.index == fact.index) known.case_id = fact.child;
    }
    state.links.push_back({"child", fact.child, fact.number});
  }
  void operator()(const SubCaseEnded& fact) {
    for (auto& known : state.subcases) {
      if (known.case_id != fact.child) continue;
      known.closed = true;
      known.outcome = fact.outcome;
    }
  }
  void operator()(const CaseClosed& fact) {
    state.closed = true;
    state.closed_at = fact.at.value_or(event.at);
  }
};

}  // namespace

CaseState apply(const Definition& definition, CaseState state, const Event& event) {
  state.last_seq = event.seq;
  state.version = event.seq;
  std::visit(Applier{definition, state, event}, event.body);
  return state;
}

std::vector<Timer> timers_of(const Definition& definition, const CaseState& state) {
  struct Placed {
    Timer timer;
    std::uint64_t order = 0, number = 0;
    [[nodiscard]] auto key() const { return std::tie(timer.due, order, number, timer.id); }
  };
  std::vector<Placed> placed;
  if (state.closed) return {};
  for (const auto& pending : state.machine.timers) {
    placed.push_back(
        {{pending.id(definition.chart), Timer::Kind::machine, pending.due}, pending.order, pending.number});
  }
  for (const auto& clock : state.clocks) {
    if (clock.phase != ClockPhase::running || !clock.next) continue;
    placed.push_back(
        {{"clock/" + clock.id + "/" + std::to_string(clock.next->index), Timer::Kind::clock, clock.next->at},
         file_order(definition.clocks[clock.kind].where)});
  }
  std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.key() < b.key(); });
  std::vector<Timer> timers;
  for (auto& one : placed) timers.push_back(std::move(one.timer));
  return timers;
}

}  // namespace bihuan::core

#include "engine/core/notices.h"

#include <algorithm>
#include <set>

#include "engine/core/joint_handling.h"
#include "engine/core/rights.h"

namespace bihuan::core {
namespace {

const MessageKind* find_message(const Definition& definition, std::string_view id) {
  for (const auto& message : definition.messages) {
    if (message.id == id) return &message;
  }
  return nullptr;
}

// The earliest running limit of the case, or null.
const ClockState* next_limit(const CaseState& state) {
  const ClockState* next = nullptr;
  for (const auto& clock : state.clocks) {
    if (clock.phase == ClockPhase::running && (next == nullptr || clock.due < next->due)) next = &clock;
  }
  return next;
}

std::set<std::string> places_of(std::string_view text) {
  std::set<std::string> names;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) break;
    names.emplace(text.substr(open + 1, close - open - 1));
  }
  return names;
}

std::string plain_text(const expression::Value& value) {
  using expression::Kind;
  switch (value.kind()) {
    case Kind::string:
      return value.as_string();
    case Kind::integer:
      return std::to_string(value.as_int());
    case Kind::list: {
      std::string joined;
      for (const auto& element : value.as_list()) joined += (joined.empty() ? "" : "、") + plain_text(element);
      return joined;
    }
    case Kind::map: {
      const auto* text = value.field("text");
      return text == nullptr ? std::string{} : plain_text(*text);
    }
    default:
      return {};
  }
}

void add_fields(const Journal& journal, const std::set<std::string>& names, NotificationQueued& out) {
  const auto& fields = journal.definition().fields;
  const auto& data = journal.state().machine.data;
  for (std::size_t i = 0; i < fields.size() && i < data.size(); ++i) {
    if (names.contains(fields[i].id) && !fields[i].personal) {
      out.arguments.emplace_back(fields[i].id, plain_text(data[i]));
    }
  }
}

// A limit in hours says the minute at which it ends, and how many minutes are left; one in days its last day.
void add_clock(const Journal& journal, const std::string& id, NotificationQueued& out) {
  const CaseState& state = journal.state();
  const ClockState* clock = id.empty() ? next_limit(state) : find_clock(state, id);
  if (clock == nullptr) return;
  constexpr Millis minute = 60'000;
  const ClockKind& kind = journal.definition().clocks[clock->kind];
  const auto& zone = journal.context().calendar->zone();
  const Millis now = journal.context().now;
  const auto last = zone.to_local(clock->due - 1).date;
  std::string due = calendar::to_string(last);
  const bool in_hours = clock->due != zone.midnight_after(last);
  if (in_hours) due += " " + zone.format(clock->due).substr(11, 5);
  out.arguments.emplace_back("clock", kind.title);
  out.arguments.emplace_back("days_left", std::to_string(days_left(*journal.context().calendar, now, clock->due)));
  if (in_hours) out.arguments.emplace_back("minutes_left", std::to_string((clock->due - now) / minute));
  out.arguments.emplace_back("due", due);
}

// Of what one unit owes, "at the lead unit" means at that unit.
void add_recipient(const Journal& journal, const Scope& scope, const std::string& to, const std::string& task_unit,
                   NotificationQueued& out) {
  const CaseState& state = journal.state();
  if (to == "reporter") {
    if (!state.filed_by.empty()) out.persons.push_back(state.filed_by);
    return;
  }
  if (to == "units") {
    for (const auto& task : state.tasks) {
      if (!is_open(task)) continue;
      out.units.push_back(task.unit);
      out.unit_role = journal.definition().tasks[task.kind].role;
    }
    return;
  }
  if (to == "assignee") {
    for (const auto& task : state.tasks) {
      if (is_open(task) && !task.person.empty()) out.persons.push_back(task.person);
    }
    return;
  }
  const Role* role = find_role(journal.definition(), to);
  if (role == nullptr || !role->of) {
    out.roles.push_back(to);
    return;
  }
  for (const auto& unit : units_of_role(journal.definition(), scope, to)) {
    out.roles.push_back(to + "@" + (!task_unit.empty() && unit == state.lead_unit ? task_unit : unit));
  }
}

}  // namespace

std::int64_t days_left(const calendar::WorkingCalendar& calendar, Millis now, Millis due) {
  const auto today = calendar.zone().to_local(now).date;
  return calendar.zone().to_local(due - 1).date - today;
}

void notify(Journal& journal, const Notice& notice) {
  // What a ledger tells of the past is nobody's news.
  if (journal.state().imported && !journal.state().machine.started) return;
  const Definition& definition = journal.definition();
  const MessageKind* message = find_message(definition, notice.message);
  NotificationQueued out{notice.message, notice.matter, {}, notice.persons, {}, {}};
  out.arguments.emplace_back("number", journal.state().number);
  out.arguments.emplace_back("title", definition.title);
  const auto* unit = journal.context().organisation == nullptr
                         ? nullptr
                         : journal.context().organisation->unit(journal.state().lead_unit);
  if (unit != nullptr) out.arguments.emplace_back("unit", unit->title);
  add_clock(journal, notice.clock, out);
  if (definition.urgent) {
    const Scope scope(definition, journal.state(), journal.context());
    // A rule that cannot be worked out does not wake anybody.
    const auto wakes = scope.holds(*definition.urgent, {});
    out.urgent = wakes && *wakes;
  }
  if (message != nullptr) add_fields(journal, places_of(message->text), out);
  if (!notice.persons.empty()) {
    // They alone are told.
  } else if (!notice.task_unit.empty() && notice.to.empty()) {
    out.roles.push_back(notice.task_role + "@" + notice.task_unit);
  } else {
    const Scope scope(definition, journal.state(), journal.context());
    const auto& to = notice.to.empty() && message != nullptr ? message->to : notice.to;
    for (const auto& name : to) {
      if (name == "units" && !notice.task_unit.empty()) {
        out.units.push_back(notice.task_unit);
        out.unit_role = notice.task_role;
      } else {
        add_recipient(journal, scope, name, notice.task_unit, out);
      }
    }
  }
  if (out.roles.empty() && out.persons.empty() && out.units.empty()) return;
  journal.write(std::move(out));
}

}  // namespace bihuan::core

// Clocks: budgets, warnings, extensions, the ladder after the limit.
#include <algorithm>
#include <array>

#include "engine/calendar/duration.h"
#include "engine/definition/readers.h"

namespace bihuan::definition {
namespace {

using core::Budget;
using core::ClockKind;
using core::Counting;
using expression::Type;
using yaml::Node;

constexpr std::array<std::string_view, 6> levels{"remind", "supervise", "circulate", "talk", "list", "refer"};

bool is_text(const Type& type) {
  return type.is(Type::Kind::string) || type.is(Type::Kind::dyn);
}

// {choose: channel, 12345热线: 7d, else: 60d}
void read_choice(Loading& loading, const Node& node, bool mixed, core::BudgetRule& into) {
  const Node& by = *node.find("choose");
  into.choose = loading.compile(by);
  if (into.choose && !is_text(into.choose->result_type())) {
    loading.expect_type(by, *into.choose, Type::Kind::string, "choose");
  }
  const auto field = loading.find(Names::field, by.text);
  const core::Field* by_field = field ? loading.field(*field) : nullptr;
  const bool choice = by_field != nullptr && by_field->type == core::FieldType::choice;
  std::vector<std::string> missing = choice ? by_field->of : std::vector<std::string>{};
  bool otherwise = false;
  for (const auto& [key, value] : node.entries) {
    if (key.text == "choose") continue;
    const auto budget = loading.duration(value, mixed);
    if (key.text == "else") {
      otherwise = true;
      into.otherwise = budget.value_or(Budget{});
      continue;
    }
    if (choice && std::ranges::find(by_field->of, key.text) == by_field->of.end()) {
      loading.error(key, "unknown_choice",
                    {{"choice", key.text}, {"field", by.text}, {"known", yaml::nearest_first(key.text, by_field->of)}});
    }
    std::erase(missing, key.text);
    into.cases.emplace_back(key.text, budget.value_or(Budget{}));
  }
  if (!otherwise) loading.error(node, "budget_without_else");
}

void read_budget(Loading& loading, const Node& node, ClockKind& clock) {
  const bool mixed = clock.count == Counting::elapsed;
  if (node.is_scalar()) {
    const auto budget = loading.duration(node, mixed);
    clock.budget.otherwise = budget.value_or(Budget{});
    if (budget == Budget{}) loading.error(node, "budget_zero");
    return;
  }
  if (!node.is_map()) return loading.error(node, "budget_shape");
  if (const Node* until = node.find("until")) {
    clock.budget.until = loading.compile(*until);
    if (clock.budget.until) {
      loading.expect_type(*until, *clock.budget.until, Type::nullable(Type::Kind::timestamp), "until");
    }
    Keys keys(node, "budget", loading.problems);
    keys.get("until");
    keys.finish();
  } else if (node.find("choose") != nullptr) {
    read_choice(loading, node, mixed, clock.budget);
  } else {
    loading.error(node, "budget_shape");
  }
}

std::optional<Counting> read_count(Loading& loading, const Node& node) {
  if (node.text == "calendar") return Counting::calendar;
  if (node.text == "working") return Counting::working;
  if (node.text == "elapsed") return Counting::elapsed;
  loading.error(node, "count_unknown", {{"count", node.text}});
  return std::nullopt;
}

int read_minute(Loading& loading, const Node& node) {
  const std::string& text = node.text;
  const bool shaped = text.size() == 5 && text[2] == ':' && text.find_first_not_of("0123456789:") == std::string::npos;
  const int minute = shaped ? std::stoi(text.substr(0, 2)) * 60 + std::stoi(text.substr(3)) : -1;
  if (!shaped || minute >= 24 * 60 || text[3] > '5') {
    loading.error(node, "time_of_day_invalid", {{"text", text}});
    return 9 * 60;
  }
  return minute;
}

// The smallest budget the clock can have, to judge warnings by; nothing when it depends on a date.
std::optional<Budget> smallest(const core::BudgetRule& rule) {
  if (rule.until) return std::nullopt;
  Budget least = rule.otherwise;
  for (const auto& [choice, budget] : rule.cases) {
    if (calendar::to_ms(budget) < calendar::to_ms(least)) least = budget;
  }
  return least;
}

void read_warnings(Loading& loading, Keys& keys, ClockKind& clock) {
  if (const Node* warn = keys.get("warn")) {
    const auto longest = [&] {
      Budget most = clock.budget.otherwise;
      for (const auto& [choice, budget] : clock.budget.cases) {
        if (calendar::to_ms(budget) > calendar::to_ms(most)) most = budget;
      }
      return most;
    }();
    for (const Node* point : yaml::read_one_or_many(*warn, "warn", loading.problems)) {
      const auto before = loading.duration(*point, false);
      if (!before) continue;
      clock.warn.push_back(*before);
      const bool same_kind = (longest.days > 0) == (before->days > 0);
      if (!clock.budget.until && same_kind && calendar::to_ms(*before) >= calendar::to_ms(longest)) {
        loading.error(*point, "warn_too_early", {{"warn", point->text}, {"clock", clock.id}});
      }
    }
  }
  if (const Node* at = keys.get("warn_at")) clock.warn_at_minute = read_minute(loading, *at);
  if (const Node* message = keys.get("warn_message"); message != nullptr && loading.use(Names::message, *message)) {
    clock.warn_message = message->text;
  }
  if (const Node* to = keys.get("warn_to")) clock.warn_to = read_recipients(loading, *to, "warn_to");
}

void read_extension(Loading& loading, const Node& node, ClockKind& clock) {
  Keys keys(node, "extend", loading.problems);
  if (!keys.ok()) return;
  ClockKind::Extension extension;
  if (const Node* most = keys.need("max")) {
    extension.max = loading.duration(*most, false).value_or(Budget{});
    const auto base = smallest(clock.budget);
    const bool both = base && *base != Budget{} && extension.max != Budget{};  // else told already
    if (both && (base->days > 0) != (extension.max.days > 0))
      loading.error(*most, "extension_kind", {{"clock", clock.id}});
  }
  extension.times = static_cast<int>(keys.get_integer("times", 1, 1000).value_or(1));
  if (const Node* approve = keys.get("approve"); approve != nullptr && loading.use(Names::role, *approve)) {
    extension.approve = approve->text;
  }
  keys.finish();
  clock.extend = extension;
}

core::Rung read_rung(Loading& loading, const Node& node) {
  core::Rung rung;
  rung.where = node.where();
  Keys keys(node, "overdue", loading.problems);
  if (!keys.ok()) return rung;
  if (const Node* after = keys.need("after")) rung.after = loading.duration(*after, false).value_or(Budget{});
  if (const Node* level = keys.need("level")) {
    rung.level = level->text;
    if (std::ranges::find(levels, rung.level) == levels.end()) {
      loading.error(
          *level, "level_unknown",
          {{"level", rung.level}, {"known", yaml::nearest_first(rung.level, {levels.begin(), levels.end()})}});
    }
  }
  if (const Node* message = keys.get("message"); message != nullptr && loading.use(Names::message, *message)) {
    rung.message = message->text;
  }
  if (const Node* to = keys.get("to")) rung.to = read_recipients(loading, *to, "to");
  if (const Node* event = keys.get("event")) {
    rung.event = event->text;
    loading.raised.emplace(rung.event, event);
  }
  keys.finish();
  return rung;
}

// Rungs come one after the other; a later one in the file should not come first.
void check_order(Loading& loading, const ClockKind& clock, const Node& overdue) {
  for (std::size_t i = 1; i < clock.ladder.size(); ++i) {
    if (calendar::to_ms(clock.ladder[i].after) >= calendar::to_ms(clock.ladder[i - 1].after)) continue;
    const Node* after = overdue.items[i].find("after");
    const Node* before = overdue.items[i - 1].find("after");
    if (after == nullptr || before == nullptr) continue;
    loading.warning(*after, "rungs_order", {{"after", after->text}, {"before", before->text}});
  }
}

void read_clock(Loading& loading, const Node& node, ClockKind& clock) {
  Keys keys(node, clock.id, loading.problems);
  if (!keys.ok()) return;
  if (const auto title = keys.get_text("title")) clock.title = *title;
  if (const Node* count = keys.get("count")) clock.count = read_count(loading, *count).value_or(Counting::calendar);
  if (const Node* budget = keys.need("budget")) read_budget(loading, *budget, clock);
  if (clock.budget.until) clock.count = Counting::elapsed;
  if (const Node* first = keys.get("first_day")) {
    clock.first_day_counted = first->text == "counted";
    if (first->text != "counted" && first->text != "not_counted") {
      loading.error(*first, "first_day_unknown", {{"text", first->text}});
    }
  }
  if (const Node* from = keys.get("from")) {
    clock.from_receipt = from->text == "receipt";
    if (from->text != "receipt" && from->text != "start")
      loading.error(*from, "clock_from_unknown", {{"text", from->text}});
  }
  if (const Node* when = keys.get("when")) clock.when = loading.guard(*when);
  read_warnings(loading, keys, clock);
  if (const Node* extend = keys.get("extend")) read_extension(loading, *extend, clock);
  if (const Node* due = keys.get("due")) {
    clock.due_event = due->text;
    loading.raised.emplace(due->text, due);
  }
  if (const Node* overdue = keys.get("overdue");
      overdue != nullptr && yaml::expect_list(*overdue, "overdue", loading.problems)) {
    for (const Node& rung : overdue->items) clock.ladder.push_back(read_rung(loading, rung));
    check_order(loading, clock, *overdue);
  }
  clock.law = keys.get_text("law").value_or("");
  clock.practice = keys.get_text("practice").value_or("");
  if (clock.law.empty() && clock.practice.empty()) {
    loading.problems.push_back({Severity::warning, "clock_unfounded", {{"clock", clock.id}}, node.name_where(), {}});
  }
  clock.open_ended = keys.get_flag("open_ended");
  keys.finish();
}

}  // namespace

void read_clocks(Loading& loading, const Node* clocks) {
  if (clocks == nullptr || !clocks->is_map()) return;
  for (std::size_t i = 0; i < loading.definition.clocks.size(); ++i) {
    ClockKind clock = std::move(loading.definition.clocks[i]);
    const auto& [key, node] = clocks->entries[i];
    loading.read_entry(Names::clock, key, [&] { read_clock(loading, node, clock); });
    loading.definition.clocks[i] = std::move(clock);
  }
}

}  // namespace bihuan::definition

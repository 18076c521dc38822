#include "engine/report/case_facts.h"

#include <algorithm>
#include <boost/json.hpp>
#include <span>

#include "engine/base/embedded.h"
#include "engine/yaml/parse.h"
#include "engine/yaml/reading.h"

namespace bihuan {
namespace embedded {
std::span<const File> shipped_workflows();
}

namespace report {
namespace {

namespace json = boost::json;

std::vector<std::string> names(yaml::MapReader& map, std::string_view key, Problems& problems) {
  std::vector<std::string> out;
  if (const auto* node = map.get(key)) {
    for (const auto* one : yaml::read_one_or_many(*node, key, problems)) out.push_back(one->text);
  }
  return out;
}

bool among(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

Day local_day(const calendar::Zone& zone, runtime::Millis at) {
  return Day{std::chrono::days{zone.to_local(at).date.day}};
}

std::string text_field(const runtime::CaseFacts& stored, const std::string& field) {
  const auto* value = field.empty() ? nullptr : stored.fields.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool flag_field(const runtime::CaseFacts& stored, const std::string& field) {
  const auto* value = field.empty() ? nullptr : stored.fields.if_contains(field);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> list_field(const runtime::CaseFacts& stored, const std::string& field) {
  std::vector<std::string> out;
  const auto* value = field.empty() ? nullptr : stored.fields.if_contains(field);
  if (value == nullptr || !value->is_array()) return out;
  for (const auto& one : value->get_array()) {
    if (one.is_string()) out.emplace_back(one.get_string());
  }
  return out;
}

// Main types with their subtypes: a main type whose subtype is named is not counted a second time without it.
std::vector<CaseType> types_of(const runtime::CaseFacts& stored, const FactsMapping& mapping) {
  std::vector<CaseType> out;
  for (const auto& sub : list_field(stored, mapping.subtypes)) {
    const auto main = mapping.main_of.find(sub);
    out.push_back(main == mapping.main_of.end() ? CaseType{sub, ""} : CaseType{main->second, sub});
  }
  auto mains = list_field(stored, mapping.types);
  if (mains.empty()) mains = stored.row.types;
  for (const auto& main : mains) {
    if (std::none_of(out.begin(), out.end(), [&](const CaseType& type) { return type.main == main; }))
      out.push_back({main, ""});
  }
  return out;
}

// The clock that counted last: of several of one purpose only the applicable one was ever started.
const runtime::CaseFacts::ClockFact* clock_of(const runtime::CaseFacts& stored, const std::vector<std::string>& ids) {
  const runtime::CaseFacts::ClockFact* found = nullptr;
  for (const auto& clock : stored.clocks) {
    if (clock.phase == core::ClockPhase::idle || !among(ids, clock.id)) continue;
    if (found == nullptr || clock.started >= found->started) found = &clock;
  }
  return found;
}

void place_units(const runtime::CaseFacts& stored, const FactsMapping& mapping, const UnitNamer& units,
                 CaseFacts& out) {
  const auto place = [&](const std::string& id) {
    if (id.empty()) return;
    const NamedUnit unit = units(id);
    if (among(mapping.areas, unit.kind)) {
      if (std::none_of(out.units.begin(), out.units.end(),
                       [&](const UnitShare& share) { return share.unit == unit.title; }))
        out.units.push_back({unit.title, 0});
    } else if (out.department.empty()) {
      out.department = unit.title;
    }
  };
  place(stored.row.lead_unit);
  // Handled by a department: the area is the one the place lies in.
  if (const auto* where = stored.fields.if_contains("place");
      where != nullptr && where->is_object() && out.units.empty()) {
    const auto* unit = where->get_object().if_contains("unit");
    if (unit != nullptr && unit->is_string()) place(std::string(unit->get_string()));
  }
  for (const auto& task : stored.tasks) {
    if (task.phase != core::TaskPhase::returned && task.phase != core::TaskPhase::cancelled) place(task.unit);
  }
}

}  // namespace

std::optional<CaseFacts> facts_of(const runtime::CaseFacts& stored, const FactsMapping& mapping,
                                  const calendar::Zone& zone, const UnitNamer& units) {
  const auto in_state = [&](const std::vector<std::string>& states) {
    return std::any_of(stored.row.states.begin(), stored.row.states.end(),
                       [&](const std::string& state) { return among(states, state); });
  };
  if (stored.merged || in_state(mapping.left_out)) return std::nullopt;
  const auto day = [&](runtime::Millis at) { return local_day(zone, at); };
  CaseFacts out;
  out.id = stored.row.id;
  out.workflow = stored.row.workflow;
  out.number = stored.row.number;
  out.title = stored.row.title;
  out.received = day(stored.row.received_at);
  const bool refused = in_state(mapping.not_accepted);
  if (refused) out.not_accepted = day(stored.row.closed_at.value_or(stored.row.updated_at));
  if (const auto* clock = clock_of(stored, mapping.accepting)) {
    out.accept_due = day(clock->due - 1);
    if (clock->stopped && !refused) out.accepted = day(*clock->stopped);
  }
  if (const auto* clock = clock_of(stored, mapping.closing)) {
    out.due = day(clock->due - 1);
    if (clock->stopped && !refused) out.closed = day(*clock->stopped);
    if (!out.accepted && !refused) out.accepted = day(clock->started);
  }
  if (!out.closed && !refused && stored.row.closed_at) out.closed = day(*stored.row.closed_at);
  place_units(stored, mapping, units, out);
  out.types = types_of(stored, mapping);
  out.channel = stored.row.channel;
  out.source = text_field(stored, mapping.source);
  if (out.source.empty()) out.source = out.channel;
  out.trade = text_field(stored, mapping.trade);
  out.place = text_field(stored, mapping.place);
  out.repeat = stored.repeat || flag_field(stored, mapping.repeat);
  out.ratable = out.closed.has_value() && !flag_field(stored, mapping.unrated);
  const std::string rating = text_field(stored, mapping.rating);
  out.rating = rating == "满意"       ? Rating::satisfied
               : rating == "基本满意" ? Rating::basically_satisfied
               : rating == "不满意"   ? Rating::dissatisfied
                                      : Rating::none;
  if (out.rating != Rating::none) out.rated = day(stored.row.closed_at.value_or(stored.row.updated_at));
  out.settled = !out.repeat && stored.row.closed_at.has_value() && !refused && out.rating != Rating::dissatisfied;
  for (const auto& task : stored.tasks) out.returns += task.returns;
  return out;
}

MappingReading read_facts_mapping(std::string bytes, std::string file) {
  MappingReading out;
  auto parsed = yaml::parse(std::move(bytes), std::move(file));
  out.problems = std::move(parsed.problems);
  if (has_errors(out.problems)) return out;
  yaml::MapReader map(parsed.document.root, "facts", out.problems);
  if (!map.ok()) return out;
  FactsMapping& mapping = out.mapping;
  (void)map.need_text("facts");
  mapping.workflows = names(map, "workflows", out.problems);
  if (const auto* fields = map.need("fields")) {
    yaml::MapReader reader(*fields, "fields", out.problems);
    const auto field = [&](std::string& into, std::string_view key) { into = reader.get_text(key).value_or(""); };
    field(mapping.types, "types");
    field(mapping.subtypes, "subtypes");
    field(mapping.source, "source");
    field(mapping.trade, "trade");
    field(mapping.place, "place");
    field(mapping.repeat, "repeat");
    field(mapping.rating, "rating");
    field(mapping.unrated, "unrated");
    reader.finish();
  }
  if (const auto* subtypes = map.get("subtypes");
      subtypes != nullptr && yaml::expect_map(*subtypes, "subtypes", out.problems)) {
    for (const auto& entry : subtypes->entries) mapping.main_of[entry.key.text] = entry.value.text;
  }
  mapping.accepting = names(map, "accepting", out.problems);
  mapping.closing = names(map, "closing", out.problems);
  mapping.not_accepted = names(map, "not_accepted", out.problems);
  mapping.left_out = names(map, "left_out", out.problems);
  mapping.areas = names(map, "areas", out.problems);
  map.finish();
  return out;
}

Result<FactsMapping> shipped_facts_mapping(std::string_view name) {
  const std::string path = "counting/" + std::string(name) + "-facts.yaml";
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path != path) continue;
    auto reading = read_facts_mapping(std::string(file.bytes), path);
    if (has_errors(reading.problems)) return error_of(reading.problems.front());
    return std::move(reading.mapping);
  }
  return Error("rules_unknown", {{"name", std::string(name)}});
}

UnitNamer unit_namer(runtime::CaseService& cases) {
  return [organisation = cases.organisation()](std::string_view id) -> NamedUnit {
    const core::Unit* unit = organisation->unit(id);
    return unit == nullptr ? NamedUnit{std::string(id), ""} : NamedUnit{unit->title, unit->kind};
  };
}

std::string office_title(const core::Organisation& organisation) {
  for (const auto& unit : organisation.units()) {
    if (unit.parent.empty()) return unit.title;
  }
  return {};
}

std::vector<std::string> area_titles(runtime::CaseService& cases, const FactsMapping& mapping, runtime::Millis at) {
  std::vector<std::string> out;
  const auto organisation = cases.organisation();
  for (const auto& unit : organisation->units()) {
    const bool in_force = unit.valid_from <= at && (!unit.valid_to || at < *unit.valid_to);
    if (in_force && among(mapping.areas, unit.kind)) out.push_back(unit.title);
  }
  return out;
}

}  // namespace report
}  // namespace bihuan

#include "engine/ledger/case_cells.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/base/catalogue.h"
#include "engine/base/day_words.h"
#include "engine/core/field_values.h"
#include "engine/core/scope.h"
#include "engine/runtime/projection.h"
#include "engine/runtime/sight.h"

namespace bihuan::ledger {
namespace {

using core::FieldType;
using expression::Kind;
using expression::Value;

constexpr std::int64_t days_before_1970 = 25'569;  // of the 1900 system of spreadsheets
constexpr double ms_of_day = 86'400'000.0;

Cell day_cell(const calendar::Zone& zone, core::Millis at) {
  const auto day = zone.to_local(at).date;
  return Cell::of_date(static_cast<double>(day.day + days_before_1970), calendar::to_string(day));
}

Cell time_cell(const calendar::Zone& zone, core::Millis at) {
  const auto local = zone.to_local(at);
  const double minutes = std::floor(static_cast<double>(local.ms) / 60'000) * 60'000;
  return Cell::of_date(static_cast<double>(local.date.day + days_before_1970) + minutes / ms_of_day,
                       calendar::to_string(local.date));
}

std::string unit_title(const CaseSubject& subject, const std::string& id) {
  const auto* unit = subject.organisation.unit(id);
  return unit == nullptr ? id : unit->title;
}

std::string person_name(const CaseSubject& subject, const std::string& id) {
  const auto* person = subject.organisation.person(id);
  return person == nullptr ? id : person->name;
}

std::string state_titles(const CaseSubject& subject) {
  std::string out;
  for (const auto& id : subject.stored.row.states) {
    const auto state = subject.definition.chart.find(id);
    const std::string title = state ? subject.definition.chart.at(*state).title : id;
    out += (out.empty() ? "" : " / ") + (title.empty() ? id : title);
  }
  return out;
}

// The limit a superior asks for: that of the clocks the profile names, else the next one.
std::optional<core::Millis> due_of(const CaseSubject& subject, const Profile& profile) {
  std::optional<core::Millis> due;
  for (const auto& clock : subject.stored.state.clocks) {
    const auto& kind = subject.definition.clocks[clock.kind].id;
    const bool named = std::find(profile.clocks.begin(), profile.clocks.end(), kind) != profile.clocks.end();
    if (named && clock.phase != core::ClockPhase::idle) due = clock.due;
  }
  return due ? due : subject.stored.row.due;
}

// The day on which those clocks stopped; of a closed case at the latest its end.
std::optional<core::Millis> ended_at(const CaseSubject& subject, const Profile& profile) {
  for (const auto& clock : subject.stored.state.clocks) {
    const auto& kind = subject.definition.clocks[clock.kind].id;
    const bool named = std::find(profile.clocks.begin(), profile.clocks.end(), kind) != profile.clocks.end();
    if (named && clock.phase == core::ClockPhase::stopped && clock.ledger.stopped) return clock.ledger.stopped;
  }
  return subject.stored.row.closed_at;
}

Cell joined_cell(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!part.empty()) out += (out.empty() ? "" : "、") + part;
  }
  return Cell::of(std::move(out));
}

std::string hours_of(core::Millis ms) {
  const auto tenths = ms / 360'000;
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10));
}

Cell held_cell(const CaseSubject& subject, std::string_view language) {
  std::vector<std::string> parts;
  for (const auto& each : subject.held) {
    const auto who = each.unit.empty() ? text(language, "held_by_nobody") : unit_title(subject, each.unit);
    parts.push_back(text(language, "held_hours", {{"unit", who}, {"hours", hours_of(each.office_ms)}}));
  }
  return joined_cell(parts);
}

// "clock.self_check.stopped": the day on which the case's own limit of that kind began, ends or ended, and its
// extensions. Of one that began anew, the last.
Cell clock_cell(const CaseSubject& subject, const std::string& target, std::string_view language) {
  const auto dot = target.rfind('.');
  const std::string id = target.substr(6, dot - 6), word = target.substr(dot + 1);
  for (const auto& clock : subject.stored.state.clocks) {
    if (clock.id != id || clock.phase == core::ClockPhase::idle) continue;
    if (word == "started") return day_cell(subject.zone, clock.ledger.started);
    if (word == "due") return day_cell(subject.zone, clock.due - 1);
    if (word == "stopped") return clock.ledger.stopped ? day_cell(subject.zone, *clock.ledger.stopped) : Cell{};
    std::vector<std::string> extensions;
    for (const auto& each : clock.ledger.extensions) {
      extensions.push_back(
          text(language, "export_extension",
               {{"date", day_in_words(language, calendar::to_string(subject.zone.to_local(each.at).date))},
                {"days", std::to_string(each.by_budget.days)}}));
    }
    return joined_cell(extensions);
  }
  return {};
}

Cell case_word(const CaseSubject& subject, const std::string& word, const Profile& profile, std::string_view language) {
  const auto& row = subject.stored.row;
  const auto day = [&](const std::optional<core::Millis>& at) { return at ? day_cell(subject.zone, *at) : Cell{}; };
  if (word == "number") return Cell::of(row.number);
  if (word == "title") return Cell::of(row.title);
  if (word == "workflow") return Cell::of(subject.definition.title);
  if (word == "state") return Cell::of(state_titles(subject));
  if (word == "received_at") return day(row.received_at);
  if (word == "filed_at") return day(row.filed_at);
  if (word == "closed_at") return day(ended_at(subject, profile));
  if (word == "closed") return Cell::of(text(language, row.closed_at ? "export_yes" : "export_no"));
  if (word == "lead_unit") return Cell::of(unit_title(subject, row.lead_unit));
  if (word == "filed_unit") return Cell::of(unit_title(subject, row.filed_unit));
  if (word == "filed_by") return Cell::of(person_name(subject, row.filed_by));
  if (word == held_target.substr(5)) return held_cell(subject, language);
  if (word == "supervised") return Cell::of_number(subject.stored.state.supervised);
  if (word == "parent") {
    std::vector<std::string> parents;
    for (const auto& link : subject.stored.state.links) {
      if (link.kind == "parent") parents.push_back(link.number);
    }
    return joined_cell(parents);
  }
  if (word == "types") return joined_cell(row.types);
  if (word == "channel") return Cell::of(row.channel);
  if (word == "place") return Cell::of(row.place ? row.place->text : "");
  // A limit ends at 24:00: the day before that instant.
  if (word == "due") {
    const auto due = due_of(subject, profile);
    return due ? day_cell(subject.zone, *due - 1) : Cell{};
  }
  return {};
}

Cell party_cell(const CaseSubject& subject, const std::string& kind_id, const std::string& part,
                const CellRights& rights) {
  const auto* kind = runtime::party_kind(subject.definition, kind_id);
  const bool clear = kind != nullptr && (!kind->sealed || rights.sealed);
  std::vector<std::string> out;
  for (const auto& party : subject.parties) {
    if (party.kind != kind_id) continue;
    const std::string& value = part == "name"      ? party.name
                               : part == "phone"   ? party.phone
                               : part == "address" ? party.address
                                                   : party.id_number;
    const bool number = part == "phone" || part == "id_number";
    out.push_back(clear ? value : number ? runtime::mask_number(value) : runtime::mask_name(value));
  }
  return joined_cell(out);
}

// Pictures and files by the names they came with, as the case's archive holds them; those without one are counted.
Cell files_cell(const CaseSubject& subject, const Value& value, std::string_view language) {
  std::vector<std::string> names;
  std::size_t unnamed = 0;
  for (const auto& item : value.as_list()) {
    const auto& known = subject.stored.state.attachments;
    const auto found = std::find_if(known.begin(), known.end(), [&](const core::AttachmentRef& each) {
      return item.is(Kind::string) && (each.id == item.as_string() || each.hash == item.as_string());
    });
    if (found == known.end() || found->name.empty()) {
      ++unnamed;
    } else {
      names.push_back(found->name);
    }
  }
  if (unnamed > 0) names.push_back(text(language, "export_files", {{"count", std::to_string(unnamed)}}));
  return joined_cell(names);
}

std::optional<double> degrees(const Value& place, std::string_view name) {
  const auto* found = place.field(name);
  if (found != nullptr && found->is(Kind::floating)) return found->as_double();
  if (found != nullptr && found->is(Kind::integer)) return static_cast<double>(found->as_int());
  return std::nullopt;
}

Cell place_part(const CaseSubject& subject, const Value& place, const std::string& part, Datum datum) {
  if (!place.is(Kind::map)) return {};
  const auto* written = place.field(part);
  if (part == "text" || part == "grid") {
    const std::string value = written != nullptr && written->is(Kind::string) ? written->as_string() : "";
    return Cell::of(part == "grid" ? unit_title(subject, value) : value);
  }
  const auto lat = degrees(place, "lat"), lon = degrees(place, "lon");
  if (!lat || !lon) return {};
  const auto point = from_wgs84({*lat, *lon}, datum);
  const auto rounded = [](double value) { return std::round(value * 1e6) / 1e6; };
  if (part == "lat") return Cell::of_number(rounded(point.lat));
  if (part == "lon") return Cell::of_number(rounded(point.lon));
  return Cell::of(Cell::of_number(rounded(point.lon)).text + "," + Cell::of_number(rounded(point.lat)).text);
}

}  // namespace

Cell field_cell(const CaseSubject& subject, const core::Field& field, const Value& value, std::string_view language) {
  if (core::is_unset(value)) return {};
  switch (field.type) {
    case FieldType::date:
      return value.is(Kind::timestamp) ? day_cell(subject.zone, core::millis_of(value.as_timestamp())) : Cell{};
    case FieldType::time:
      return value.is(Kind::timestamp) ? time_cell(subject.zone, core::millis_of(value.as_timestamp())) : Cell{};
    case FieldType::money:
      return value.is(Kind::integer) ? Cell::of_number(static_cast<double>(value.as_int()) / 100) : Cell{};
    case FieldType::integer:
      return value.is(Kind::integer) ? Cell::of_number(static_cast<double>(value.as_int())) : Cell{};
    case FieldType::number:
      return value.is(Kind::floating) ? Cell::of_number(value.as_double()) : Cell{};
    case FieldType::yes_no:
      return value.is(Kind::boolean) ? Cell::of(text(language, value.as_bool() ? "export_yes" : "export_no")) : Cell{};
    case FieldType::unit:
      return Cell::of(unit_title(subject, value.as_string()));
    case FieldType::person:
      return Cell::of(person_name(subject, value.as_string()));
    case FieldType::place:
      return place_part(subject, value, "text", Datum::wgs84);
    case FieldType::photos:
    case FieldType::files:
      return value.is(Kind::list) ? files_cell(subject, value, language) : Cell{};
    default:
      break;
  }
  if (value.is(Kind::string)) return Cell::of(value.as_string());
  std::vector<std::string> parts;
  if (value.is(Kind::list)) {
    for (const auto& item : value.as_list()) {
      if (item.is(Kind::string)) parts.push_back(item.as_string());
      // Of a table the columns in their order.
      std::string row;
      for (const auto& column : field.columns) {
        const auto* member = item.is(Kind::map) ? item.field(column.id) : nullptr;
        const std::string shown = member == nullptr ? "" : field_cell(subject, column, *member, language).text;
        if (!shown.empty()) row += (row.empty() ? "" : " ") + shown;
      }
      parts.push_back(std::move(row));
    }
  }
  return joined_cell(parts);
}

core::FieldSight sight_of(const CaseSubject& subject, const core::Field& field, const CellRights& rights) {
  const core::Actor& actor = rights.reader.actor;
  const core::Scope scope(subject.definition, subject.stored.state, rights.reader);
  const auto sight = core::field_sight(subject.definition, scope, actor, field);
  const bool guarded = field.personal && !core::may_reveal(subject.definition, actor);
  return guarded && sight == core::FieldSight::clear ? core::FieldSight::masked : sight;
}

Cell cell_of(const CaseSubject& subject, const std::string& target, const Profile& profile, const CellRights& rights,
             std::string_view language) {
  if (target.starts_with("case.")) return case_word(subject, target.substr(5), profile, language);
  if (target.starts_with("clock.")) return clock_cell(subject, target, language);
  const auto dot = target.rfind('.');
  if (target.starts_with("party.") && dot > 6) {
    return party_cell(subject, target.substr(6, dot - 6), target.substr(dot + 1), rights);
  }
  const auto index = core::field_index(subject.definition, target.substr(0, dot));
  if (!index) return {};
  const core::Field& field = subject.definition.fields[*index];
  const Value& value = subject.stored.state.machine.data[*index];
  const auto sight = sight_of(subject, field, rights);
  if (sight == core::FieldSight::hidden) return {};
  Cell cell = dot == std::string::npos ? field_cell(subject, field, value, language)
                                       : place_part(subject, value, target.substr(dot + 1), profile.datum);
  // An outside number that nobody gave: ours stands in for it.
  const bool identity = std::find(profile.identity.begin(), profile.identity.end(), target) != profile.identity.end();
  if (identity && cell.is_empty()) return Cell::of(subject.stored.row.number);
  if (sight == core::FieldSight::masked && !cell.is_empty()) return Cell::of(runtime::mask_name(cell.text));
  const bool free = field.type == FieldType::text || field.type == FieldType::long_text ||
                    field.type == FieldType::table || field.type == FieldType::place ||
                    field.type == FieldType::photos || field.type == FieldType::files;
  if (free && !rights.secrets.empty() && !cell.is_empty() && dot == std::string::npos) {
    return Cell::of(runtime::redacted(cell.text, rights.secrets));
  }
  return cell;
}

std::vector<std::string> secrets_for(const core::Definition& definition, const std::vector<runtime::PartyData>& parties,
                                     const core::Actor& reader) {
  if (core::may_reveal(definition, reader)) return {};
  return runtime::sealed_words(definition, parties);
}

bool names_sealed(const core::Definition& definition, const std::string& target) {
  const auto dot = target.rfind('.');
  if (!target.starts_with("party.") || dot <= 6) return false;
  const auto* kind = runtime::party_kind(definition, target.substr(6, dot - 6));
  return kind != nullptr && kind->sealed;
}

bool only_goes_out(const core::Definition* definition, std::string_view target) {
  for (const std::string_view word : {"case.number", "case.held", "case.supervised", "case.parent"}) {
    if (target == word) return true;
  }
  if (definition == nullptr || !target.starts_with("clock.")) return false;
  return std::any_of(definition->clocks.begin(), definition->clocks.end(), [&](const core::ClockKind& clock) {
    const std::string base = "clock." + clock.id + ".";
    return target == base + "started" || target == base + "due" || target == base + "stopped" ||
           target == base + "extensions";
  });
}

std::string list_target(std::string_view column) {
  static const std::map<std::string, std::string, std::less<>> targets = {
      {"number", "case.number"},       {"title", "case.title"},
      {"workflow", "case.workflow"},   {"state", "case.state"},
      {"clock", "case.due"},           {"due", "case.due"},
      {"unit", "case.lead_unit"},      {"types", "case.types"},
      {"place", "case.place"},         {"filed_at", "case.filed_at"},
      {"channel", "case.channel"},     {"received_at", "case.received_at"},
      {"closed_at", "case.closed_at"}, {"filed_by", "case.filed_by"},
      {"closed", "case.closed"},       {"held", "case.held"}};
  const auto found = targets.find(column);
  return found == targets.end() ? std::string{} : found->second;
}

}  // namespace bihuan::ledger

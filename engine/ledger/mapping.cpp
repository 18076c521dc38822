#include "engine/ledger/mapping.h"

#include <algorithm>
#include <array>
#include <set>

#include "engine/base/catalogue.h"
#include "engine/ledger/normal.h"

namespace bihuan::ledger {
namespace {

// How well a heading names a target: 3 the profile's own, 2 a field's title, 1 contains one of them (or the reverse),
// 0 not at all.
struct Candidate {
  int score = 0;
  std::size_t length = 0;  // of what matched: the longer of two likenesses is the better
  int column = 0;
  std::string target;
};

// Targets with the names they go by and the score of an exact hit.
struct Name {
  std::string key;
  std::string target;
  int score = 0;
};

// Only a list of units fits into one cell; pictures do not come in with a ledger.
bool comes_in(const core::Field& field) {
  if (field.type == core::FieldType::photos || field.type == core::FieldType::files) return false;
  return field.type != core::FieldType::table ||
         std::any_of(field.columns.begin(), field.columns.end(),
                     [](const core::Field& column) { return column.type == core::FieldType::unit; });
}

bool comes_in(const core::Definition* definition, const std::string& target) {
  if (target.starts_with("clock.")) return false;
  if (definition == nullptr) return true;
  return std::all_of(definition->fields.begin(), definition->fields.end(),
                     [&](const core::Field& field) { return field.id != target || comes_in(field); });
}

std::vector<Name> names_of(const Profile& profile, const core::Definition* definition) {
  std::vector<Name> out;
  for (const auto& column : profile.columns) {
    if (!comes_in(definition, column.to)) continue;
    for (const auto& heading : column.headings) out.push_back({heading_key(heading), column.to, 3});
  }
  if (definition != nullptr) {
    for (const auto& field : definition->fields) {
      if (field.computed || !comes_in(field)) continue;
      const bool place = field.type == core::FieldType::place;
      out.push_back({heading_key(field.title), place ? field.id + ".text" : field.id, 2});
    }
  }
  return out;
}

std::vector<Candidate> candidates_of(const Row& headings, const std::vector<Name>& names) {
  std::vector<Candidate> out;
  for (std::size_t i = 0; i < headings.cells.size(); ++i) {
    const std::string key = heading_key(headings.cells[i].text);
    if (key.empty()) continue;
    for (const Name& name : names) {
      const int column = static_cast<int>(i);
      if (key == name.key) {
        out.push_back({name.score, key.size(), column, name.target});
        continue;
      }
      // Two characters (six bytes) at least, so that 水 is not like 水污染情况.
      const std::size_t shorter = std::min(key.size(), name.key.size());
      if (shorter >= 6 && (key.find(name.key) != std::string::npos || name.key.find(key) != std::string::npos)) {
        out.push_back({1, shorter, column, name.target});
      }
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.score == 1 && a.length > b.length;
  });
  return out;
}

}  // namespace

std::string heading_key(std::string_view heading) {
  std::string key = normal(heading);
  if (const auto bracket = key.find('('); bracket != std::string::npos && bracket > 0) key.resize(bracket);
  return key;
}

const MappedColumn* Mapping::find(std::string_view target) const {
  for (const auto& column : columns) {
    if (column.target == target) return &column;
  }
  return nullptr;
}

int known_headings(const Row& row, const Profile& profile, const core::Definition* definition) {
  std::set<std::string> known;
  for (const auto& name : names_of(profile, definition)) known.insert(name.key);
  int count = 0;
  for (const auto& cell : row.cells) count += known.contains(heading_key(cell.text)) ? 1 : 0;
  return count;
}

Mapping suggest_mapping(const Row& headings, const Profile& profile, const core::Definition* definition) {
  Mapping out;
  out.heading_row = headings.number;
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < headings.cells.size(); ++i) {
    std::string heading = half_width(headings.cells[i].text);
    // Two columns of one name are told apart, so that a heading names a column.
    if (const int times = ++seen[heading]; times > 1 && !heading.empty()) heading += " #" + std::to_string(times);
    out.columns.push_back({static_cast<int>(i), std::move(heading), "", false});
  }
  std::set<std::string> taken, ignored;
  for (const auto& heading : profile.ignored) ignored.insert(heading_key(heading));
  for (const Candidate& candidate : candidates_of(headings, names_of(profile, definition))) {
    MappedColumn& column = out.columns[static_cast<std::size_t>(candidate.column)];
    if (!column.target.empty() || taken.contains(candidate.target)) continue;
    if (ignored.contains(heading_key(column.heading))) continue;
    column.target = candidate.target;
    column.certain = candidate.score > 1;
    taken.insert(candidate.target);
  }
  return out;
}

std::optional<std::size_t> heading_row(const std::vector<Row>& first_rows, const Profile& profile,
                                       const core::Definition* definition) {
  std::optional<std::size_t> best;
  int most = 1;
  for (std::size_t i = 0; i < first_rows.size(); ++i) {
    const int known = known_headings(first_rows[i], profile, definition);
    if (known > most) {
      most = known;
      best = i;
    }
  }
  return best;
}

namespace {

void add_case_targets(const core::Definition& definition, std::string_view language, std::vector<Target>& out) {
  for (const auto& field : definition.fields) {
    if (field.computed) continue;
    const bool required = field.required.is_constant() && field.required.otherwise && !field.initial;
    if (field.type == core::FieldType::place) {
      for (const std::string part : {"text", "grid", "lon", "lat", "coordinates"}) {
        out.push_back({field.id + "." + part, field.title + " · " + text(language, "ledger.part." + part),
                       required && part == "text"});
      }
    } else if (comes_in(field)) {
      out.push_back({field.id, field.title, required});
    }
  }
  for (const auto& party : definition.parties) {
    for (const std::string part : {"name", "phone", "address", "id_number"}) {
      out.push_back(
          {"party." + party.id + "." + part, party.title + " · " + text(language, "ledger.part." + part), false});
    }
  }
  for (const std::string word :
       {"received_at", "filed_at", "closed_at", "due", "state", "closed", "lead_unit", "filed_unit", "filed_by"}) {
    out.push_back({"case." + word, text(language, "ledger.case." + word), word == "received_at"});
  }
}

}  // namespace

std::vector<Target> targets_of(const Profile& profile, const core::Definition* definition, std::string_view language) {
  std::vector<Target> out;
  if (definition != nullptr) {
    add_case_targets(*definition, language, out);
    return out;
  }
  static constexpr std::array<const char*, 4> units = {"unit.id", "unit.title", "unit.kind", "unit.parent"};
  static constexpr std::array<const char*, 6> people = {"person.id",    "person.name", "person.unit",
                                                        "person.phone", "person.mail", "person.roles"};
  const auto add = [&](std::string id) {
    std::string title = text(language, "ledger." + id);
    const bool required = id == "unit.title" || id == "person.name" || id == "person.unit";
    out.push_back({std::move(id), std::move(title), required});
  };
  if (kind_of(profile) == ProfileKind::people) {
    for (const char* id : people) add(id);
  } else {
    for (const char* id : units) add(id);
  }
  return out;
}

Result<Mapping> corrected(Mapping mapping, const std::map<std::string, std::string>& chosen,
                          const std::vector<Target>& targets) {
  for (const auto& [heading, target] : chosen) {
    const auto column = std::find_if(mapping.columns.begin(), mapping.columns.end(),
                                     [&heading = heading](const auto& each) { return each.heading == heading; });
    if (column == mapping.columns.end()) return Error("ledger_heading_unknown", {{"heading", heading}});
    const bool known =
        target.empty() || std::any_of(targets.begin(), targets.end(),
                                      [&target = target](const Target& each) { return each.id == target; });
    if (!known) return Error("ledger_target_unknown", {{"target", target}});
    column->target = target;
    column->certain = true;
  }
  std::set<std::string> taken;
  for (const auto& column : mapping.columns) {
    if (!column.target.empty() && !taken.insert(column.target).second) {
      return Error("ledger_target_twice", {{"target", column.target}});
    }
  }
  return mapping;
}

Profile with_mapping(Profile profile, const Mapping& mapping) {
  std::vector<ProfileColumn> columns;
  profile.ignored.clear();
  for (const auto& column : mapping.columns) {
    if (column.heading.empty()) continue;
    if (column.target.empty()) {
      profile.ignored.push_back(column.heading);
    } else {
      columns.push_back({column.target, {column.heading}});
    }
  }
  profile.columns = std::move(columns);
  return profile;
}

}  // namespace bihuan::ledger

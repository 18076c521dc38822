#include "engine/ledger/mapping.h"

#include <algorithm>
#include <set>

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

std::vector<Name> names_of(const Profile& profile, const core::Definition* definition) {
  std::vector<Name> out;
  for (const auto& column : profile.columns) {
    for (const auto& heading : column.headings) out.push_back({heading_key(heading), column.to, 3});
  }
  if (definition != nullptr) {
    for (const auto& field : definition->fields) {
      if (field.computed) continue;
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
  for (std::size_t i = 0; i < headings.cells.size(); ++i) {
    out.columns.push_back({static_cast<int>(i), half_width(headings.cells[i].text), "", false});
  }
  std::set<std::string> taken;
  for (const Candidate& candidate : candidates_of(headings, names_of(profile, definition))) {
    MappedColumn& column = out.columns[static_cast<std::size_t>(candidate.column)];
    if (!column.target.empty() || taken.contains(candidate.target)) continue;
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

}  // namespace bihuan::ledger

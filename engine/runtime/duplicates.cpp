// Likely repeats of a case about to be filed: same person by blind index, near place, similar text; a person confirms.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "engine/base/utf8.h"
#include "engine/runtime/case_service_parts.h"
#include "engine/runtime/projection.h"

namespace bihuan::runtime {
namespace {

constexpr double radius_metres = 500;
constexpr Millis one_year = 365LL * 24 * 3600 * 1000;

using Pairs = std::set<std::pair<char32_t, char32_t>>;

// Pairs of neighbouring letters, digits and Chinese characters: the same text in other words shares most of them.
Pairs pairs_of(std::string_view text) {
  Pairs pairs;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = utf8::decode(text, at);
    const bool letter = (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') ||
                        (c >= 0x3400 && c <= 0x9FFF) || c >= 0x20000;
    if (letter && before != 0) pairs.emplace(before, c);
    before = letter ? c : 0;
  }
  return pairs;
}

double similarity(const Pairs& a, const Pairs& b) {
  if (a.empty() || b.empty()) return 0;
  std::size_t shared = 0;
  for (const auto& pair : a) shared += b.count(pair);
  return static_cast<double>(shared) / static_cast<double>(std::min(a.size(), b.size()));
}

double metres_between(const Place& a, const Place& b) {
  constexpr double metres_per_degree = 111320.0;
  const double height = (a.lat - b.lat) * metres_per_degree;
  const double width = (a.lon - b.lon) * metres_per_degree * std::cos(a.lat * std::numbers::pi / 180);
  return std::hypot(height, width);
}

// Chances that it is another matter multiply.
class Candidate {
 public:
  void add(const char* code, double weight, std::string value = {}) {
    for (const auto& reason : reasons) {
      if (reason.code == code) return;
    }
    reasons.push_back({code, std::move(value)});
    other_ *= 1 - weight;
  }
  [[nodiscard]] double score() const { return 1 - other_; }
  std::vector<DuplicateHit::Reason> reasons;

 private:
  double other_ = 1;
};

class Search {
 public:
  Search(CaseReads& cases, const Sealing& sealing) : cases_(cases), sealing_(sealing) {}

  void by_person(const std::vector<PartyData>& parties) {
    for (const auto& party : parties) {
      add("same_person", 0.75, "id", party.id_number);
      add("same_phone", 0.7, "phone", normalised_phone(party.phone));
      add("same_name", 0.45, "name", party.name);
    }
  }
  void by_place(const std::optional<Place>& place, const Visibility& visible) {
    if (!place) return;
    CaseQuery query;
    query.visible = visible;
    query.near = CaseQuery::Near{place->lat, place->lon, radius_metres};
    query.limit = 200;
    for (const auto& row : cases_.list(query).items) {
      const double metres = row.place ? metres_between(*place, *row.place) : radius_metres;
      found[row.id].add("near_place", 0.45 * std::max(0.0, 1 - metres / radius_metres),
                        std::to_string(static_cast<int>(metres)));
    }
  }
  void by_text(const std::string& text) {
    const auto pairs = pairs_of(text);
    for (const auto id : cases_.similar(text, 60)) found[id];
    for (auto& [id, candidate] : found) {
      const auto stored = cases_.search_text(id);
      const double alike = stored ? similarity(pairs, pairs_of(*stored)) : 0;
      if (alike >= 0.3) {
        candidate.add("similar_text", 0.65 * alike, std::to_string(static_cast<int>(std::lround(alike * 100))));
      }
    }
  }
  std::map<std::int64_t, Candidate> found;

 private:
  void add(const char* reason, double weight, std::string_view what, const std::string& identifier) {
    if (identifier.empty()) return;
    for (const auto id : cases_.cases_by_blind_index(sealing_.blind(what, identifier), 100)) {
      found[id].add(reason, weight);
    }
  }
  CaseReads& cases_;
  const Sealing& sealing_;
};

}  // namespace

std::vector<DuplicateHit> CaseService::likely_repeats(const core::FileCase& filing,
                                                      const std::vector<PartyData>& parties, const Visibility& visible,
                                                      std::size_t limit) {
  const auto now = parts_->services.clock.now();
  const auto office = parts_->services.definitions.calendar(parts_->options.office_calendar);
  const auto definition =
      parts_->services.definitions.for_new_case(filing.workflow, local_date(*office, filing.received_at.value_or(now)));
  if (!definition) return {};
  // The case as it would stand, only to read its place and its text the way stored ones were read.
  core::CaseState draft;
  for (const auto& datum : (*definition)->chart.data) draft.machine.data.push_back(datum.initial);
  for (const auto& [name, value] : filing.fields) {
    for (std::size_t i = 0; i < (*definition)->chart.data.size(); ++i) {
      if ((*definition)->chart.data[i].id == name) draft.machine.data[i] = value;
    }
  }
  std::vector<std::string> names;
  for (const auto& party : parties) names.push_back(party.name);
  const auto row = row_of(**definition, draft, now);

  auto session = parts_->store.read();
  Search search(session->cases(), parts_->services.sealing);
  search.by_person(parties);
  search.by_place(row.place, visible);
  search.by_text(search_text_of(**definition, draft, names));

  std::vector<DuplicateHit> hits;
  for (const auto& [id, candidate] : search.found) {
    if (candidate.reasons.empty() || !session->cases().visible(id, visible)) continue;
    auto stored = session->cases().row(id);
    if (!stored) continue;
    const double years = static_cast<double>(std::max<Millis>(0, now - stored->filed_at)) / one_year;
    hits.push_back({std::move(*stored), candidate.score() / (1 + 0.15 * years), candidate.reasons});
  }
  std::stable_sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  if (hits.size() > limit) hits.resize(limit);
  return hits;
}

}  // namespace bihuan::runtime

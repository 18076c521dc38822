#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "engine/base/utf8.h"
#include "storage/sqlite/case_columns.h"
#include "storage/sqlite/case_query.h"
#include "storage/sqlite/cases.h"
#include "storage/sqlite/tokenizer.h"

namespace bihuan::sqlite {
namespace {

// So many of the newest matches are ranked; a word that matches more cases than this is answered newest first.
constexpr std::size_t ranked_matches = 300;

std::vector<std::string> words_of(std::string_view typed) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= typed.size(); ++i) {
    const bool gap = i == typed.size() || typed[i] == ' ' || typed[i] == '\t' || typed[i] == '"';
    if (gap && !word.empty()) words.push_back(std::move(word));
    if (gap) {
      word.clear();
    } else {
      word += typed[i];
    }
  }
  return words;
}

std::size_t back_by(std::string_view text, std::size_t offset, int characters) {
  while (offset > 0 && characters > 0) {
    --offset;
    if ((static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80) --characters;
  }
  return offset;
}

std::size_t forward_by(std::string_view text, std::size_t offset, int characters) {
  while (offset < text.size() && characters > 0) {
    static_cast<void>(utf8::decode(text, offset));
    --characters;
  }
  return offset;
}

// The surroundings of the first hit, cut at characters, with every hit in them marked.
std::vector<runtime::SearchHit::Segment> snippet_of(std::string_view text, const std::vector<std::string>& words) {
  std::size_t first = text.size();
  for (const auto& word : words) first = std::min(first, text.find(word));
  const std::size_t begin = first < text.size() ? back_by(text, first, 15) : 0;
  const auto part = text.substr(begin, forward_by(text, begin, 70) - begin);
  std::vector<runtime::SearchHit::Segment> segments;
  std::size_t at = 0;
  while (at < part.size()) {
    std::size_t next = part.size();
    std::size_t length = 0;
    for (const auto& word : words) {
      const auto found = part.find(word, at);
      if (found < next) next = found, length = word.size();
    }
    if (next > at) segments.push_back({std::string(part.substr(at, next - at)), false});
    if (length > 0) segments.push_back({std::string(part.substr(next, length)), true});
    at = next + length;
  }
  return segments;
}

double score_of(const runtime::SearchHit& hit, std::string_view text, const std::vector<std::string>& words) {
  double score = 0;
  for (const auto& word : words) {
    if (hit.row.number.find(word) != std::string::npos) score += 5;
    if (hit.row.title.find(word) != std::string::npos) score += 3;
    int occurrences = 0;
    for (auto at = text.find(word); at != std::string_view::npos && occurrences < 5; at = text.find(word, at + 1)) {
      ++occurrences;
    }
    score += occurrences;
  }
  return score;
}

}  // namespace

std::vector<runtime::SearchHit> Cases::search(const runtime::SearchQuery& query) {
  std::vector<runtime::SearchHit> hits;
  const auto expression = match_expression(query.filter.text);
  if (expression.empty()) return hits;
  const auto words = words_of(query.filter.text);
  const auto conditions = conditions_of(db_, query.filter, false);
  const auto fetch = std::max(ranked_matches, query.offset + query.limit) + 1;
  auto statement =
      db_.prepare("SELECT " + std::string(case_columns) +
                  ", s.body FROM search f CROSS JOIN cases c ON c.id = f.rowid CROSS JOIN search_texts s ON "
                  "s.case_id = f.rowid WHERE f.search MATCH ? AND " +
                  conditions.where + " ORDER BY f.rowid DESC LIMIT " + std::to_string(fetch));
  std::vector<SqlValue> values{expression};
  values.insert(values.end(), conditions.values.begin(), conditions.values.end());
  bind_all_values(statement, values);
  auto rows = statement.bound_query();
  std::vector<std::string> texts;
  while (rows.next()) {
    runtime::SearchHit hit;
    hit.row = case_row(rows);
    const auto text = rows.text(case_column_count);
    hit.score = score_of(hit, text, words);
    hits.push_back(std::move(hit));
    texts.emplace_back(text);
  }
  std::vector<std::size_t> order(hits.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (hits.size() <= ranked_matches) {
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return hits[a].score > hits[b].score; });
  }
  std::vector<runtime::SearchHit> page;
  for (std::size_t i = query.offset; i < order.size() && page.size() < query.limit; ++i) {
    page.push_back(std::move(hits[order[i]]));
    page.back().snippet = snippet_of(texts[order[i]], words);
  }
  return page;
}

std::vector<std::int64_t> Cases::similar(std::string_view text, std::size_t limit) {
  constexpr std::size_t most_words = 64, matches_a_word = 400;
  std::unordered_map<std::int64_t, double> votes;
  std::set<std::string> words;
  for (auto& token : tokenize(text)) {
    if (token.size() > 3 && words.size() < most_words)
      words.insert(std::move(token));  // one Chinese character is 3 bytes
  }
  std::vector<std::int64_t> matches;
  for (const auto& word : words) {
    matches.clear();
    auto rows = db_.statement("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?")
                    .query('"' + word + '"', matches_a_word);
    while (rows.next()) matches.push_back(rows.integer(0));
    // A word that fills its limit is everywhere and says nothing.
    const double weight =
        matches.size() == matches_a_word ? 0.02 : 1.0 / std::log(2.0 + static_cast<double>(matches.size()));
    for (const auto id : matches) votes[id] += weight;
  }
  std::vector<std::pair<double, std::int64_t>> ranked;
  for (const auto& [id, vote] : votes) ranked.emplace_back(vote, id);
  const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(limit, ranked.size()));
  std::partial_sort(ranked.begin(), end, ranked.end(), std::greater<>());
  std::vector<std::int64_t> best;
  for (auto at = ranked.begin(); at != end; ++at) best.push_back(at->second);
  return best;
}

}  // namespace bihuan::sqlite

#include "engine/report/rules.h"

#include <algorithm>
#include <array>
#include <span>

#include "engine/base/embedded.h"
#include "engine/base/hash.h"
#include "engine/yaml/parse.h"
#include "engine/yaml/reading.h"

namespace bihuan {
namespace embedded {
std::span<const File> shipped_workflows();
}

namespace report {
namespace {

template <std::size_t N>
std::optional<std::size_t> choice(const yaml::Node& node, std::string_view what,
                                  const std::array<std::string_view, N>& names, Problems& problems) {
  const auto text = yaml::read_text(node, what, problems);
  if (!text) return std::nullopt;
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  yaml::error(problems, node, "rules_choice",
              {{"what", std::string(what)},
               {"value", *text},
               {"known", yaml::nearest_first(*text, {names.begin(), names.end()})}});
  return std::nullopt;
}

constexpr std::array<std::string_view, 2> splits = {"equal", "lead"};
constexpr std::array<std::string_view, 2> ties = {"competition", "dense"};
constexpr std::array<std::string_view, 4> rank_keys = {"received", "year_to_date", "year_change", "close_on_time"};
constexpr std::array<std::string_view, 2> orders = {"highest_first", "lowest_first"};
constexpr std::array<std::string_view, 5> rating_days = {"received", "accept_due", "due", "closed", "rated"};

// Reads one file into rules; problems are collected.
class RulesReader {
 public:
  RulesReader(const yaml::Node& root, RulesReading& out) : map_(root, "counting rules", out.problems), out_(out) {}

  void read() {
    if (!map_.ok()) return;
    CountingRules& rules = out_.rules;
    rules.id = map_.need_text("counting").value_or("");
    rules.title = map_.need_text("title").value_or("");
    rules.version = map_.need_text("version").value_or("");
    read_cut_off();
    rules.decimals = static_cast<int>(map_.get_integer("decimals", 0, 6).value_or(1));
    rules.place_threshold = static_cast<int>(map_.get_integer("places_from", 1, 1000).value_or(3));
    pick("split", splits, rules.split);
    pick("ratings_by", rating_days, rules.rating_day);
    read_target();
    read_ranking();
    read_rates();
    map_.finish();
  }

 private:
  template <std::size_t N, class Enum>
  void pick(const char* key, const std::array<std::string_view, N>& names, Enum& into) {
    if (const auto* node = map_.get(key)) {
      if (const auto index = choice(*node, key, names, out_.problems)) into = static_cast<Enum>(*index);
    }
  }

  void read_cut_off() {
    const auto* node = map_.get("cut_off");
    if (node == nullptr || (node->is_scalar() && node->text == "month_end")) return;
    out_.rules.cut_off = static_cast<int>(yaml::read_integer(*node, "cut_off", out_.problems, 1, 31).value_or(0));
  }

  void read_target() {
    const auto* node = map_.get("target");
    if (node == nullptr) return;
    if (node->is_scalar() && node->text == "none") {
      out_.rules.target = {0, 0};
      return;
    }
    if (const auto percent = yaml::read_integer(*node, "target", out_.problems, -100, 1000))
      out_.rules.target = {*percent, 100};
  }

  void read_ranking() {
    const auto* node = map_.get("ranking");
    if (node == nullptr) return;
    yaml::MapReader ranking(*node, "ranking", out_.problems);
    if (const auto* by = ranking.get("by")) {
      if (const auto index = choice(*by, "by", rank_keys, out_.problems))
        out_.rules.rank_by = static_cast<RankBy>(*index);
    }
    if (const auto* order = ranking.get("order")) {
      if (const auto index = choice(*order, "order", orders, out_.problems))
        out_.rules.rank_highest_first = *index == 0;
    }
    if (const auto* tie = ranking.get("ties")) {
      if (const auto index = choice(*tie, "ties", ties, out_.problems)) out_.rules.ties = static_cast<Ties>(*index);
    }
    ranking.finish();
  }

  std::optional<Measure> measure(const yaml::Node* node, std::string_view what) {
    if (node == nullptr) return std::nullopt;
    const auto text = yaml::read_text(*node, what, out_.problems);
    if (!text) return std::nullopt;
    const auto found = measure_named(*text);
    if (!found) {
      std::vector<std::string> names;
      for (std::size_t i = 0; i < kMeasures; ++i) names.emplace_back(name_of(static_cast<Measure>(i)));
      yaml::error(out_.problems, *node, "rules_choice",
                  {{"what", std::string(what)}, {"value", *text}, {"known", yaml::nearest_first(*text, names)}});
    }
    return found;
  }

  void read_rates() {
    const auto* node = map_.get("rates");
    if (node == nullptr || !yaml::expect_map(*node, "rates", out_.problems)) return;
    for (const auto& entry : node->entries) {
      yaml::MapReader reader(entry.value, "rate", out_.problems);
      if (!reader.ok()) continue;
      const auto title = reader.need_text("title");
      const auto count = measure(reader.need("count"), "count");
      const auto base = measure(reader.need("over"), "over");
      reader.finish();
      if (title && count && base) out_.rules.rates.push_back({entry.key.text, *title, *count, *base});
    }
  }

  yaml::MapReader map_;
  RulesReading& out_;
};

}  // namespace

const RateRule* CountingRules::rate(std::string_view rate_id) const {
  const auto found = std::find_if(rates.begin(), rates.end(), [&](const RateRule& rule) { return rule.id == rate_id; });
  return found == rates.end() ? nullptr : &*found;
}

RulesReading read_rules(std::string bytes, std::string file) {
  RulesReading out;
  out.rules.text = bytes;
  out.rules.hash = sha256_hex(bytes);
  auto parsed = yaml::parse(std::move(bytes), std::move(file));
  out.problems = std::move(parsed.problems);
  if (!has_errors(out.problems)) RulesReader(parsed.document.root, out).read();
  return out;
}

Result<CountingRules> shipped_rules(std::string_view id) {
  const std::string path = "counting/" + std::string(id) + ".yaml";
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path != path) continue;
    auto reading = read_rules(std::string(file.bytes), path);
    if (has_errors(reading.problems)) return error_of(reading.problems.front());
    return std::move(reading.rules);
  }
  return Error("rules_unknown", {{"name", std::string(id)}});
}

}  // namespace report
}  // namespace bihuan

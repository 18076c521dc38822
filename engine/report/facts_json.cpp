#include "engine/report/facts_json.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <numeric>

#include "engine/report/period.h"
#include "engine/report/ratio.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;

// "0.3" or "1/3" as parts of one whole; nothing when it is no share that divides exactly.
std::optional<std::int64_t> share_parts(std::string_view text) {
  const auto whole_number = [](std::string_view digits) -> std::optional<std::int64_t> {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc{} || end != digits.data() + digits.size() || value < 0) return std::nullopt;
    return value;
  };
  std::optional<std::int64_t> numerator;
  std::optional<std::int64_t> denominator = 1;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    numerator = whole_number(text.substr(0, slash));
    denominator = whole_number(text.substr(slash + 1));
  } else if (const auto point = text.find('.'); point != std::string_view::npos && text.size() - point <= 7) {
    numerator = whole_number(std::string(text.substr(0, point)) + std::string(text.substr(point + 1)));
    for (std::size_t i = point + 1; i < text.size(); ++i) *denominator *= 10;
  } else {
    numerator = whole_number(text);
  }
  if (!numerator || !denominator || *denominator == 0 || *denominator > 1'000'000 || *numerator > *denominator)
    return std::nullopt;
  if ((*numerator * kWhole) % *denominator != 0) return std::nullopt;
  return *numerator * kWhole / *denominator;
}

class LineReader {
 public:
  LineReader(const json::object& object, int line) : object_(object), line_(line) {}

  [[nodiscard]] std::string string(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) return {};
    if (value->is_string()) return std::string(value->get_string());
    fail(key);
    return {};
  }

  [[nodiscard]] std::optional<Day> day(std::string_view key) {
    const std::string text = string(key);
    if (text.empty()) return std::nullopt;
    const auto parsed = parse_day(text);
    if (!parsed) fail(key);
    return parsed;
  }

  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t otherwise) {
    const auto* value = find(key);
    if (value == nullptr) return otherwise;
    if (value->is_int64()) return value->get_int64();
    fail(key);
    return otherwise;
  }

  [[nodiscard]] bool flag(std::string_view key) {
    const auto* value = find(key);
    if (value == nullptr) return false;
    if (value->is_bool()) return value->get_bool();
    fail(key);
    return false;
  }

  [[nodiscard]] std::vector<UnitShare> units() {
    std::vector<UnitShare> out;
    for (const auto& value : list("units")) {
      if (value.is_string()) {
        out.push_back({std::string(value.get_string()), 0});
      } else if (value.is_object() && value.get_object().contains("unit") && value.at("unit").is_string()) {
        const auto* share = value.get_object().if_contains("share");
        const auto parts = share == nullptr     ? std::optional<std::int64_t>(0)
                           : share->is_string() ? share_parts(share->get_string())
                                                : std::nullopt;
        if (!parts) fail("units");
        out.push_back({std::string(value.at("unit").get_string()), parts.value_or(0)});
      } else {
        fail("units");
      }
    }
    return out;
  }

  [[nodiscard]] std::vector<CaseType> types() {
    std::vector<CaseType> out;
    for (const auto& value : list("types")) {
      if (!value.is_string()) {
        fail("types");
        continue;
      }
      const std::string_view text = value.get_string();
      const auto slash = text.find('/');
      out.push_back({std::string(text.substr(0, slash)),
                     slash == std::string_view::npos ? "" : std::string(text.substr(slash + 1))});
    }
    return out;
  }

  [[nodiscard]] Rating rating() {
    const std::string text = string("rating");
    if (text == "满意" || text == "satisfied") return Rating::satisfied;
    if (text == "基本满意" || text == "basically_satisfied") return Rating::basically_satisfied;
    if (text == "不满意" || text == "dissatisfied") return Rating::dissatisfied;
    if (!text.empty()) fail("rating");
    return Rating::none;
  }

  void fail(std::string_view key) {
    if (wrong_.empty()) wrong_ = key;
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  [[nodiscard]] const json::value* find(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  [[nodiscard]] const json::array& list(std::string_view key) {
    static const json::array none;
    const auto* value = find(key);
    if (value == nullptr) return none;
    if (value->is_array()) return value->get_array();
    fail(key);
    return none;
  }

  const json::object& object_;
  int line_;
  std::string wrong_;
};

Error line_error(int line, std::string reason) {
  return Error("facts_line", {{"line", std::to_string(line)}, {"reason", std::move(reason)}});
}

void put_day(json::object& out, const char* key, const std::optional<Day>& day) {
  if (day) out[key] = day_text(*day);
}

void put_text(json::object& out, const char* key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}

}  // namespace

Result<CaseFacts> read_facts_line(std::string_view line, int line_number) {
  json::error_code failed;
  const json::value value = json::parse({line.data(), line.size()}, failed);
  if (failed || !value.is_object()) return line_error(line_number, failed ? failed.message() : "not an object");
  LineReader read(value.get_object(), line_number);
  CaseFacts facts;
  facts.id = read.integer("id", line_number);
  facts.workflow = read.string("workflow");
  facts.number = read.string("number");
  facts.title = read.string("title");
  facts.received = read.day("received");
  facts.accept_due = read.day("accept_due");
  facts.accepted = read.day("accepted");
  facts.not_accepted = read.day("not_accepted");
  facts.due = read.day("due");
  facts.closed = read.day("closed");
  facts.rated = read.day("rated");
  facts.units = read.units();
  facts.department = read.string("department");
  facts.types = read.types();
  facts.channel = read.string("channel");
  facts.source = read.string("source");
  facts.trade = read.string("trade");
  facts.place = read.string("place");
  facts.repeat = read.flag("repeat");
  facts.ratable = read.flag("ratable");
  facts.rating = read.rating();
  facts.settled = read.flag("settled");
  facts.returns = static_cast<int>(read.integer("returns", 0));
  if (!read.wrong().empty()) return line_error(line_number, read.wrong());
  return facts;
}

std::string facts_line(const CaseFacts& facts) {
  json::object out;
  out["id"] = facts.id;
  put_text(out, "workflow", facts.workflow);
  put_text(out, "number", facts.number);
  put_text(out, "title", facts.title);
  put_day(out, "received", facts.received);
  put_day(out, "accept_due", facts.accept_due);
  put_day(out, "accepted", facts.accepted);
  put_day(out, "not_accepted", facts.not_accepted);
  put_day(out, "due", facts.due);
  put_day(out, "closed", facts.closed);
  put_day(out, "rated", facts.rated);
  json::array units;
  for (const auto& share : facts.units) {
    json::object unit{{"unit", share.unit}};
    if (share.parts != 0) {
      const std::int64_t common = std::gcd(share.parts, kWhole);
      unit["share"] = std::to_string(share.parts / common) + "/" + std::to_string(kWhole / common);
    }
    units.push_back(std::move(unit));
  }
  if (!units.empty()) out["units"] = std::move(units);
  put_text(out, "department", facts.department);
  json::array types;
  for (const auto& type : facts.types) types.emplace_back(type.sub.empty() ? type.main : type.main + "/" + type.sub);
  if (!types.empty()) out["types"] = std::move(types);
  put_text(out, "channel", facts.channel);
  put_text(out, "source", facts.source);
  put_text(out, "trade", facts.trade);
  put_text(out, "place", facts.place);
  static constexpr std::array<const char*, 4> ratings = {"", "满意", "基本满意", "不满意"};
  if (facts.repeat) out["repeat"] = true;
  if (facts.ratable) out["ratable"] = true;
  put_text(out, "rating", ratings.at(static_cast<std::size_t>(facts.rating)));
  if (facts.settled) out["settled"] = true;
  if (facts.returns != 0) out["returns"] = facts.returns;
  return json::serialize(out);
}

Result<void> JsonFacts::each(const FactsQuery& query, const std::function<void(const CaseFacts&)>& visit) const {
  std::string_view rest = lines_;
  for (int number = 1; !rest.empty(); ++number) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto facts = read_facts_line(line, number);
    if (!facts) return facts.error();
    const bool wanted =
        query.workflows.empty() || facts->workflow.empty() ||
        std::find(query.workflows.begin(), query.workflows.end(), facts->workflow) != query.workflows.end();
    if (wanted) visit(*facts);
  }
  return {};
}

}  // namespace bihuan::report

#include "engine/ledger/matching.h"

#include <cmath>
#include <cstdlib>
#include <set>

#include "engine/base/catalogue.h"
#include "engine/ledger/normal.h"
#include "engine/yaml/reading.h"

namespace bihuan::ledger {
namespace {

std::set<std::string> words(std::string_view key) {
  std::set<std::string> out;
  for (const char* language : {"en", "zh-CN"}) {
    for (const auto& word : split_list(text(language, key))) out.insert(normal(word));
  }
  return out;
}

bool contains(std::string_view whole, std::string_view part) {
  return !part.empty() && whole.find(part) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> match_choice(std::string_view written, const std::vector<std::string>& choices) {
  const std::string key = normal(written);
  if (key.empty()) return std::nullopt;
  std::optional<std::string> like;
  bool several = false;
  for (const auto& choice : choices) {
    const std::string name = normal(choice);
    if (name == key) return choice;
    if (contains(name, key) || contains(key, name)) {
      several = like.has_value();
      if (several) break;
      like = choice;
    }
  }
  if (several) return std::nullopt;
  return like;
}

std::optional<bool> match_yes_no(std::string_view written) {
  static const std::set<std::string> yes = words("ledger.yes_words"), no = words("ledger.no_words");
  const std::string key = normal(written);
  if (yes.contains(key)) return true;
  if (no.contains(key)) return false;
  return std::nullopt;
}

double money_unit(std::string_view heading) {
  const std::string key = normal(heading);
  if (key.find(text("zh-CN", "ledger.hundred_million_yuan")) != std::string::npos) return 1e8;
  return key.find(text("zh-CN", "ledger.ten_thousand_yuan")) != std::string::npos ? 1e4 : 1;
}

std::optional<double> match_number(std::string_view written) {
  std::string key = normal(written);
  double factor = 1;
  const std::string ten_thousand = text("zh-CN", "ledger.ten_thousand"),
                    hundred_million = text("zh-CN", "ledger.hundred_million");
  for (const auto& [word, times] : {std::pair{ten_thousand, 1e4}, std::pair{hundred_million, 1e8}}) {
    if (const auto at = key.find(word); at != std::string::npos) {
      factor *= times;
      key.erase(at, word.size());
    }
  }
  for (const auto& word : words("ledger.number_words")) {
    if (const auto at = key.find(word); at != std::string::npos) key.erase(at, word.size());
  }
  std::string digits;
  for (const char c : key) {
    if (c != ',') digits += c;
  }
  if (digits.empty() || digits.size() > 30) return std::nullopt;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char c = digits[i];
    if ((c < '0' || c > '9') && c != '.' && !(i == 0 && (c == '-' || c == '+'))) return std::nullopt;
  }
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (end != digits.c_str() + digits.size() || !std::isfinite(value)) return std::nullopt;
  return value * factor;
}

UnitNames::UnitNames(const std::vector<core::Unit>& units) {
  for (const auto& unit : units) {
    if (unit.valid_to) continue;
    titles_.push_back(unit.title);
    by_name_[normal(unit.id)] = unit.id;
    const auto [entry, fresh] = by_name_.try_emplace(normal(unit.title), unit.id);
    if (!fresh && entry->second != unit.id) entry->second.clear();
  }
}

std::optional<std::string> UnitNames::find(std::string_view written) const {
  const std::string key = normal(written);
  if (key.size() < 2) return std::nullopt;
  if (const auto exact = by_name_.find(key); exact != by_name_.end()) {
    if (exact->second.empty()) return std::nullopt;
    return exact->second;
  }
  if (key.size() < 6) return std::nullopt;  // one character is like too much
  std::optional<std::string> like;
  for (const auto& [name, id] : by_name_) {
    if (!contains(name, key) && !(name.size() >= 6 && contains(key, name))) continue;
    if (id.empty() || (like && *like != id)) return std::nullopt;
    like = id;
  }
  return like;
}

std::string UnitNames::suggestions(std::string_view written) const {
  std::string out;
  int count = 0;
  std::vector<std::string> left = titles_;
  // Titles that share the most characters at the front first.
  const std::string key = normal(written);
  for (std::size_t length = key.size(); length >= 3 && count < 3; length -= 3) {
    for (auto& title : left) {
      if (title.empty() || count == 3 || normal(title).find(key.substr(0, length)) == std::string::npos) continue;
      out += (out.empty() ? "" : ", ") + title;
      title.clear();
      ++count;
    }
  }
  return out;
}

}  // namespace bihuan::ledger

#include "engine/yaml/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/base/catalogue.h"
#include "engine/base/edit_distance.h"

namespace bihuan::yaml {
namespace {

void report(Severity severity, Problems& problems, const Node& at, std::string_view code, MessageArguments arguments) {
  problems.push_back({severity, std::string(code), std::move(arguments), at.where(), {}});
}

// Is `word` one of those that people use in place of `key`, also in Chinese (texts/*/words.txt)?
bool stands_for(std::string_view word, const std::string& key) {
  const std::string words = has_text("words." + key) ? text("en", "words." + key) : "";
  const auto at = (" " + words + " ").find(" " + std::string(word) + " ");
  return !word.empty() && word.find(' ') == std::string_view::npos && at != std::string::npos;
}

const Node& no_node() {
  static const Node node;
  return node;
}

}  // namespace

void error(Problems& problems, const Node& at, std::string_view code, MessageArguments arguments) {
  report(Severity::error, problems, at, code, std::move(arguments));
}

void warning(Problems& problems, const Node& at, std::string_view code, MessageArguments arguments) {
  report(Severity::warning, problems, at, code, std::move(arguments));
}

bool expect_map(const Node& node, std::string_view what, Problems& problems) {
  if (!node.is_map()) error(problems, node, "expected_map", {{"what", std::string(what)}});
  return node.is_map();
}

bool expect_list(const Node& node, std::string_view what, Problems& problems) {
  if (!node.is_list()) error(problems, node, "expected_list", {{"what", std::string(what)}});
  return node.is_list();
}

std::optional<std::string> read_text(const Node& node, std::string_view what, Problems& problems) {
  if (node.is_scalar()) return node.text;
  error(problems, node, "expected_text", {{"what", std::string(what)}});
  return std::nullopt;
}

std::optional<bool> read_flag(const Node& node, std::string_view what, Problems& problems) {
  const auto flag = as_flag(node);
  if (!flag) error(problems, node, "expected_flag", {{"what", std::string(what)}});
  return flag;
}

std::optional<std::int64_t> read_integer(const Node& node, std::string_view what, Problems& problems,
                                         std::int64_t least, std::int64_t most) {
  const auto number = as_integer(node);
  if (!number) {
    error(problems, node, "expected_integer", {{"what", std::string(what)}});
  } else if (*number < least || *number > most) {
    const std::string range = most == INT64_MAX ? fmt::format("≥ {}", least) : fmt::format("{}…{}", least, most);
    error(problems, node, "integer_range", {{"what", std::string(what)}, {"range", range}});
    return std::nullopt;
  }
  return number;
}

std::vector<const Node*> read_one_or_many(const Node& node, std::string_view what, Problems& problems) {
  std::vector<const Node*> out;
  if (node.is_scalar()) {
    out.push_back(&node);
  } else if (node.is_list()) {
    for (const Node& item : node.items) {
      if (read_text(item, what, problems)) out.push_back(&item);
    }
  } else {
    error(problems, node, "expected_text_or_list", {{"what", std::string(what)}});
  }
  return out;
}

std::optional<std::int64_t> as_integer(const Node& node) {
  if (!node.is_scalar() || node.quoted()) return std::nullopt;
  std::string_view text = node.text;
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> as_number(const Node& node) {
  if (!node.is_scalar() || node.quoted()) return std::nullopt;
  std::string_view text = node.text;
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> as_flag(const Node& node) {
  if (!node.is_scalar() || node.quoted()) return std::nullopt;
  if (node.text == "true" || node.text == "True" || node.text == "TRUE") return true;
  if (node.text == "false" || node.text == "False" || node.text == "FALSE") return false;
  return std::nullopt;
}

std::optional<std::string> nearest(std::string_view wanted, const std::vector<std::string>& names, std::size_t most) {
  std::optional<std::string> best;
  std::size_t least = std::min(most, wanted.size() <= 3 ? 1 : wanted.size() / 3 + 1);
  if (wanted.size() > 64 || names.size() > 1000) return best;
  for (const auto& name : names) {
    const std::size_t far = name.size() > 64 ? 64 : edit_distance(wanted, std::string_view(name));
    if (far < least || (far == least && !best)) {
      least = far;
      best = name;
    }
  }
  return best;
}

std::string nearest_first(std::string_view wanted, std::vector<std::string> names) {
  auto found = std::ranges::find_if(names, [&](const auto& name) { return stands_for(wanted, name); });
  if (found == names.end()) {
    if (const auto near = nearest(wanted, names)) found = std::ranges::find(names, *near);
  }
  if (found != names.end()) std::rotate(names.begin(), found, found + 1);
  constexpr std::size_t most_shown = 24;
  const bool more = names.size() > most_shown;
  if (more) names.resize(most_shown);
  return fmt::format("{}{}", fmt::join(names, ", "), more ? ", …" : "");
}

MapReader::MapReader(const Node& node, std::string_view what, Problems& problems, bool may_be_empty)
    : node_(node), what_(what), problems_(problems) {
  if (node.is_map()) {
    map_ = &node;
  } else if (node.is_null() && may_be_empty) {
    map_ = &no_node();
  } else {
    error(problems, node, "expected_map", {{"what", what_}});
  }
}

const Node* MapReader::get(std::string_view key) {
  known_.emplace_back(key);
  const Node* value = map_ == nullptr ? nullptr : map_->find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

const Node* MapReader::need(std::string_view key) {
  const Node* value = get(key);
  if (value == nullptr && map_ != nullptr) {
    const Node* empty = map_->find(key);
    const Location where = empty == nullptr ? node_.name_where() : empty->where();
    problems_.push_back({Severity::error, "missing_key", {{"key", std::string(key)}, {"what", what_}}, where, {}});
  }
  return value;
}

std::optional<std::string> MapReader::get_text(std::string_view key) {
  const Node* value = get(key);
  return value == nullptr ? std::nullopt : read_text(*value, key, problems_);
}

std::optional<std::string> MapReader::need_text(std::string_view key) {
  const Node* value = need(key);
  return value == nullptr ? std::nullopt : read_text(*value, key, problems_);
}

bool MapReader::get_flag(std::string_view key, bool otherwise) {
  const Node* value = get(key);
  return value == nullptr ? otherwise : read_flag(*value, key, problems_).value_or(otherwise);
}

std::optional<std::int64_t> MapReader::get_integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const Node* value = get(key);
  return value == nullptr ? std::nullopt : read_integer(*value, key, problems_, least, most);
}

void MapReader::finish() {
  if (map_ == nullptr) return;
  for (const Entry& entry : map_->entries) {
    if (std::ranges::find(known_, entry.key.text) != known_.end()) continue;
    const std::string& key = entry.key.text;
    const auto wide = key.find("：");
    const auto colon = key.find(':');
    if (wide != std::string::npos || (colon != std::string::npos && entry.value.is_null())) {
      const auto at = std::min(wide, colon);
      const std::string_view code = at == wide ? "yaml_wide_colon" : "yaml_colon_space";
      problems_.push_back({Severity::error, std::string(code), {{"key", key.substr(0, at)}}, entry.key.where(at), {}});
      continue;
    }
    error(problems_, entry.key, "unknown_key", {{"key", key}, {"what", what_}, {"known", nearest_first(key, known_)}});
  }
}

}  // namespace bihuan::yaml

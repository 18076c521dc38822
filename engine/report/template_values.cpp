#include "engine/report/template_values.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/edit_distance.h"
#include "engine/base/utf8.h"
#include "engine/report/chart.h"

namespace bihuan::report {

namespace json = boost::json;

namespace {

const json::value* member(const json::object& object, std::string_view path) {
  if (const auto* whole = object.if_contains(path)) return whole;
  const auto dot = path.find('.');
  if (dot == std::string_view::npos) return nullptr;
  const auto* first = object.if_contains(path.substr(0, dot));
  return first != nullptr && first->is_object() ? member(first->get_object(), path.substr(dot + 1)) : nullptr;
}

std::u32string characters(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) out += utf8::decode(text, at);
  return out;
}

}  // namespace

const json::value* lookup(const TemplateScope& scope, std::string_view name) {
  for (auto object = scope.objects.rbegin(); object != scope.objects.rend(); ++object) {
    if (const auto* found = member(**object, name)) return found;
  }
  return nullptr;
}

std::string plain(const json::value& value) {
  switch (value.kind()) {
    case json::kind::string:
      return std::string(value.get_string());
    case json::kind::int64:
      return std::to_string(value.get_int64());
    case json::kind::uint64:
      return std::to_string(value.get_uint64());
    case json::kind::double_:
      return number_text(value.get_double());
    case json::kind::bool_:
      return value.get_bool() ? "是" : "否";
    default:
      return {};
  }
}

bool holds(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return false;
    case json::kind::bool_:
      return value.get_bool();
    case json::kind::string:
      return !value.get_string().empty();
    case json::kind::array:
      return !value.get_array().empty();
    case json::kind::int64:
      return value.get_int64() != 0;
    default:
      return true;
  }
}

TemplateCondition parse_condition(std::string_view text) {
  TemplateCondition out;
  const auto cut = [](std::string_view part) {
    while (!part.empty() && (part.front() == ' ' || part.front() == '"' || part.front() == '\'')) part.remove_prefix(1);
    while (!part.empty() && (part.back() == ' ' || part.back() == '"' || part.back() == '\'')) part.remove_suffix(1);
    return std::string(part);
  };
  static constexpr std::array<std::pair<std::string_view, bool>, 5> operators = {
      {{"!=", true}, {"≠", true}, {"==", false}, {"＝", false}, {"=", false}}};
  for (const auto& [sign, negated] : operators) {
    const auto at = text.find(sign);
    if (at == std::string_view::npos) continue;
    return {cut(text.substr(0, at)), negated, true, cut(text.substr(at + sign.size()))};
  }
  for (const std::string_view no : {"非 ", "not ", "!", "非"}) {
    if (text.starts_with(no)) {
      out.negated = true;
      text.remove_prefix(no.size());
      break;
    }
  }
  out.name = cut(text);
  return out;
}

std::string similar_name(const TemplateScope& scope, std::string_view name) {
  const auto wanted = characters(name);
  std::string best;
  std::size_t least = wanted.size() < 3 ? 1 : wanted.size() / 2;  // half of it may be wrong
  for (const auto* object : scope.objects) {
    for (const auto& entry : *object) {
      const auto known = characters(std::string_view(entry.key()));
      const std::size_t far = edit_distance(wanted, known);
      const bool shares = far < std::max(wanted.size(), known.size());
      if (!shares || far > least || (far == least && !best.empty())) continue;
      least = far;
      best = std::string(entry.key());
    }
  }
  return best;
}

std::string list_with(const TemplateScope& scope, std::string_view name) {
  for (const auto* object : scope.objects) {
    for (const auto& entry : *object) {
      if (!entry.value().is_array() || entry.value().get_array().empty()) continue;
      const auto& first = entry.value().get_array().front();
      if (first.is_object() && first.get_object().contains(name)) return std::string(entry.key());
    }
  }
  return {};
}

}  // namespace bihuan::report

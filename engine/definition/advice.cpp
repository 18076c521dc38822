#include "engine/definition/advice.h"

#include <algorithm>
#include <array>

#include "engine/base/utf8.h"
#include "engine/yaml/reading.h"

namespace bihuan::definition {
namespace {

using expression::Operation;
using expression::Type;
using Expression = expression::Node;
using Kind = Type::Kind;
using Pair = std::pair<std::string_view, std::string_view>;

std::string argument(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.arguments) {
    if (key == name) return value;
  }
  return {};
}

template <std::size_t N>
std::string_view meaning(const std::array<Pair, N>& pairs, std::string_view word) {
  const auto found = std::ranges::find(pairs, word, &Pair::first);
  return found == pairs.end() ? std::string_view{} : found->second;
}

// The bytes of an expression from the place of an error on.
std::string_view from_place(const std::string& expression, const Location& where) {
  std::size_t at = 0;
  for (int line = 1; line < where.line && at < expression.size(); ++line) {
    at = std::min(expression.find('\n', at), expression.size() - 1) + 1;
  }
  for (int column = 1; column < where.column && at < expression.size(); ++column) {
    static_cast<void>(utf8::decode(expression, at));
  }
  return std::string_view(expression).substr(at);
}

// Full-width punctuation and digits as the keyboard has them in Chinese.
std::string_view half_width(std::string_view character) {
  constexpr std::array<Pair, 22> pairs{{{"＝", "="}, {"＞", ">"}, {"＜", "<"}, {"！", "!"}, {"＆", "&"}, {"｜", "|"},
                                        {"（", "("}, {"）", ")"}, {"，", ","}, {"。", "."}, {"：", ":"}, {"＋", "+"},
                                        {"－", "-"}, {"“", "'"},  {"”", "'"},  {"‘", "'"},  {"’", "'"},  {"［", "["},
                                        {"］", "]"}, {"、", ","}, {"≥", ">="}, {"≤", "<="}}};
  return meaning(pairs, character);
}

Error bad_character(const Error& found, const std::string& expression) {
  const std::string character = argument(found, "found");
  if (const auto better = half_width(character); !better.empty()) {
    return Error("guard_wide", {{"found", character}, {"better", std::string(better)}}, found.where);
  }
  std::string_view rest = from_place(expression, found.where);
  std::size_t end = 0;
  while (end < rest.size() && (static_cast<unsigned char>(rest[end]) & 0x80U) != 0) ++end;
  if (end == 0) return found;
  return Error("text_without_quotes", {{"text", std::string(rest.substr(0, end))}}, found.where);
}

Error unexpected(const Error& found) {
  constexpr std::array<Pair, 8> words{{{"and", "&&"},
                                       {"AND", "&&"},
                                       {"or", "||"},
                                       {"OR", "||"},
                                       {"not", "!"},
                                       {"is", "=="},
                                       {"eq", "=="},
                                       {"equals", "=="}}};
  const std::string word = argument(found, "found");
  const auto better = meaning(words, word);
  if (better.empty()) return found;
  return Error("guard_word", {{"found", word}, {"better", std::string(better)}}, found.where);
}

Error unknown_name(const Error& found) {
  constexpr std::array<Pair, 12> flags{{{"yes", "true"},
                                        {"Yes", "true"},
                                        {"YES", "true"},
                                        {"True", "true"},
                                        {"TRUE", "true"},
                                        {"no", "false"},
                                        {"No", "false"},
                                        {"NO", "false"},
                                        {"False", "false"},
                                        {"FALSE", "false"},
                                        {"none", "null"},
                                        {"None", "null"}}};
  const std::string name = argument(found, "name");
  if (const auto better = meaning(flags, name); !better.empty()) {
    return Error("guard_word", {{"found", name}, {"better", std::string(better)}}, found.where);
  }
  if (argument(found, "near") == "—" && name.find('.') == std::string::npos) {
    return Error("text_without_quotes", {{"text", name}}, found.where);
  }
  return found;
}

Error unknown_function(const Error& found) {
  constexpr std::array<Pair, 12> words{{{"len", "size"},
                                        {"length", "size"},
                                        {"count", "size"},
                                        {"isEmpty", "size"},
                                        {"empty", "size"},
                                        {"str", "string"},
                                        {"float", "double"},
                                        {"number", "double"},
                                        {"date", "timestamp"},
                                        {"workday", "workdays"},
                                        {"state", "in_state"},
                                        {"includes", "contains"}}};
  static const std::vector<std::string> functions{
      "size",      "has",      "contains", "startsWith", "endsWith", "matches",     "all",
      "exists",    "map",      "filter",   "int",        "double",   "string",      "bool",
      "timestamp", "duration", "type",     "in_state",   "workdays", "getFullYear", "exists_one"};
  const std::string name = argument(found, "function");
  std::string better(meaning(words, name));
  if (better.empty()) better = yaml::nearest(name, functions, 2).value_or("");
  if (better.empty()) return found;
  return Error("guard_function", {{"function", name}, {"better", better}}, found.where);
}

Error unknown_column(const Error& found, const Loading& loading) {
  const std::string table = argument(found, "type");
  const std::string wanted = argument(found, "field");
  std::vector<std::string> known;
  if (const auto index = loading.find(Names::field, table); index && loading.field(*index) != nullptr) {
    for (const auto& column : loading.field(*index)->columns) known.push_back(column.id);
  } else if (table == "place") {
    known = {"text", "lat", "lon", "unit", "grid"};
  }
  if (known.empty()) return found;
  return Error("unknown_column",
               {{"table", table}, {"column", wanted}, {"known", yaml::nearest_first(wanted, std::move(known))}},
               found.where);
}

// The operation that stands at a place of the expression.
const Expression* operation_at(const Expression& node, const expression::Ast& ast, const Location& where) {
  const Location here = ast.locate(node.offset);
  const bool same = here.line == where.line && here.column == where.column;
  if (same && node.kind == expression::NodeKind::operation && node.arguments.size() == 2) return &node;
  for (const Expression* argument : node.arguments) {
    if (argument == nullptr) continue;
    if (const auto* found = operation_at(*argument, ast, where)) return found;
  }
  return nullptr;
}

class Comparison {
 public:
  Comparison(const Error& found, const expression::Environment& names) : found_(found), names_(names) {}

  Error told(const Expression& operation) const {
    if (auto error = compared(*operation.arguments[0], *operation.arguments[1])) return *error;
    if (auto error = compared(*operation.arguments[1], *operation.arguments[0])) return *error;
    return found_;
  }

 private:
  // The plain type of a field or another name; nothing for what is no name.
  [[nodiscard]] std::optional<Type> type_of_name(const Expression& node) const {
    const auto* variable = names_.find(expression::print(node));
    if (variable == nullptr) return std::nullopt;
    return variable->type.is(Kind::nullable) ? variable->type.element() : variable->type;
  }

  [[nodiscard]] std::optional<Error> compared(const Expression& name, const Expression& literal) const {
    const auto type = type_of_name(name);
    if (!type || literal.kind != expression::NodeKind::literal) return std::nullopt;
    const bool text = literal.value.is(expression::Kind::string);
    std::string_view code;
    if (text && type->is(Kind::boolean)) code = "compare_yes_no";
    if (text && (type->is(Kind::integer) || type->is(Kind::floating))) code = "compare_number";
    if (text && type->is(Kind::timestamp)) code = "compare_time";
    if (text && type->is(Kind::list)) code = "compare_list";
    const bool number = literal.value.is(expression::Kind::integer) || literal.value.is(expression::Kind::floating);
    if (type->is(Kind::string) && (number || literal.value.is(expression::Kind::boolean))) code = "compare_text";
    if (number && type->is(Kind::boolean)) code = "compare_yes_no";
    if (code.empty()) return std::nullopt;
    const std::string value = text ? literal.value.as_string() : expression::print(literal);
    return Error(code, {{"name", expression::print(name)}, {"value", value}}, found_.where);
  }

  const Error& found_;
  const expression::Environment& names_;
};

Error no_overload(const Error& found, const std::string& expression, const expression::Environment& names) {
  expression::CompileOptions options;
  options.check = false;
  const auto program = expression::compile(expression, names, options);
  if (!program) return found;
  const auto* operation = operation_at(program->ast().root(), program->ast(), found.where);
  constexpr std::array<Operation, 6> comparisons{Operation::equal,   Operation::not_equal,
                                                 Operation::less,    Operation::less_or_equal,
                                                 Operation::greater, Operation::greater_or_equal};
  const bool compares =
      operation != nullptr && std::ranges::find(comparisons, operation->operation) != comparisons.end();
  return compares ? Comparison(found, names).told(*operation) : found;
}

}  // namespace

std::string type_word(const Type& type) {
  if (type.is(Kind::nullable)) return type_word(type.element());
  if (type.is(Kind::list)) {
    const Type& element = type.element();
    return element.is(Kind::string) ? "@type.texts" : element.is(Kind::object) ? "@type.rows" : "@type.list";
  }
  constexpr std::array<std::pair<Kind, std::string_view>, 8> words{{{Kind::string, "@type.text"},
                                                                    {Kind::integer, "@type.whole"},
                                                                    {Kind::floating, "@type.number"},
                                                                    {Kind::boolean, "@type.yes_no"},
                                                                    {Kind::timestamp, "@type.time"},
                                                                    {Kind::duration, "@type.duration"},
                                                                    {Kind::object, "@type.place"},
                                                                    {Kind::null, "@type.nothing"}}};
  for (const auto& [kind, word] : words) {
    if (type.is(kind)) return std::string(word);
  }
  return type.to_string();
}

std::string instead_of(const std::string& written, const Type& wanted, const core::Definition& definition) {
  if (wanted.is(Kind::nullable)) return instead_of(written, wanted.element(), definition);
  if (wanted.is(Kind::list)) return "[" + written + "]";
  if (wanted.is(Kind::integer)) return "int(" + written + ")";
  if (wanted.is(Kind::floating)) return "double(" + written + ")";
  if (wanted.is(Kind::string)) return "string(" + written + ")";
  for (const auto& field : definition.chart.data) {
    if (fits(field.type, wanted)) return field.id;
  }
  if (wanted.is(Kind::timestamp)) return "timestamp('2022-06-01T09:00:00+08:00')";
  return wanted.is(Kind::duration) ? "duration('2h')" : "null";
}

Error advise(const Error& found, const std::string& expression, const Loading& loading,
             const expression::Environment& names) {
  if (found.code == "expression_bad_character") return bad_character(found, expression);
  if (found.code == "expression_unexpected") return unexpected(found);
  if (found.code == "expression_unknown_name") return unknown_name(found);
  if (found.code == "expression_unknown_function") return unknown_function(found);
  if (found.code == "expression_unknown_field") return unknown_column(found, loading);
  if (found.code == "expression_no_overload") return no_overload(found, expression, names);
  if (found.code == "expression_wrong_result" || found.code == "expression_not_bool") {
    const auto type = expression::parse_type(argument(found, "type"));
    return Error("condition_wanted", {{"found", type ? type_word(*type) : argument(found, "type")}}, found.where);
  }
  return found;
}

}  // namespace bihuan::definition

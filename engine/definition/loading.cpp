#include "engine/definition/loading.h"

#include <algorithm>

#include "engine/base/catalogue.h"
#include "engine/calendar/duration.h"
#include "engine/definition/advice.h"
#include "engine/definition/guard_names.h"
#include "engine/yaml/reading.h"

namespace bihuan::definition {
namespace {

using expression::Type;

// A mistake that only concerns types: a bare chart finds out when it runs.
bool is_type_mistake(std::string_view code) {
  constexpr std::array<std::string_view, 15> codes{
      "expression_no_overload",   "expression_not_bool",      "expression_branches_differ", "expression_wrong_result",
      "expression_not_iterable",  "expression_not_map",       "expression_not_optional",    "expression_no_fields",
      "expression_unknown_field", "expression_null_operand",  "expression_null_condition",  "expression_null_fields",
      "expression_bad_key",       "expression_duplicate_key", "expression_bad_pattern"};
  return std::ranges::find(codes, code) != codes.end();
}

bool valid_id(std::string_view id, bool identifier) {
  if (id.empty()) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (identifier) {
    if (!letter(id[0])) return false;
    for (const char c : id) {
      if (!letter(c) && !digit(c)) return false;
    }
    return true;
  }
  // Letters of any script; not what a list of names or a descriptor would be cut at.
  for (const char c : id) {
    const bool other_script = (static_cast<unsigned char>(c) & 0x80U) != 0;
    if (!letter(c) && !digit(c) && !other_script && c != '-' && c != '.') return false;
  }
  return id[0] != '-' && id[0] != '.';
}

// Several names in one text, cut at what people put between them.
std::vector<std::string> names_in_text(std::string_view text) {
  std::vector<std::string> out;
  constexpr std::array<std::string_view, 6> separators{",", "，", "、", ";", "；", " "};
  for (bool fresh = true; !text.empty();) {
    const auto cut = std::ranges::find_if(separators, [&](std::string_view s) { return text.starts_with(s); });
    if (cut != separators.end()) {
      text.remove_prefix(cut->size());
      fresh = true;
      continue;
    }
    if (fresh) out.emplace_back();
    fresh = false;
    out.back() += text.front();
    text.remove_prefix(1);
  }
  return out;
}

// What people write for a duration: "5 days", "5工作日", "４８h", "10"; empty when nothing is sure.
std::string better_duration(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    if (text.front() >= '0' && text.front() <= '9') {
      digits += text.front();
      text.remove_prefix(1);
    } else if (text.size() >= 3 && text.starts_with("\xEF\xBC") && static_cast<unsigned char>(text[2]) >= 0x90 &&
               static_cast<unsigned char>(text[2]) <= 0x99) {  // a full-width digit
      digits += static_cast<char>('0' + (static_cast<unsigned char>(text[2]) - 0x90));
      text.remove_prefix(3);
    } else {
      break;
    }
  }
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (digits.empty() || digits.size() > 5) return {};
  if (text.empty()) return digits + "d";
  for (const std::string_view unit : {"d", "h", "m", "s", "w"}) {
    const std::string words = " " + bihuan::text("en", "duration." + std::string(unit)) + " ";
    if (text != unit && words.find(" " + std::string(text) + " ") == std::string::npos) continue;
    return unit == "w" ? std::to_string(std::stoi(digits) * 7) + "d" : digits + std::string(unit);
  }
  return {};
}

}  // namespace

bool fits(const Type& given, const Type& wanted) {
  using Kind = Type::Kind;
  if (given.is(Kind::dyn) || wanted.is(Kind::dyn)) return true;
  if (wanted.is(Kind::nullable)) {
    if (given.is(Kind::null)) return true;
    return fits(given.is(Kind::nullable) ? given.element() : given, wanted.element());
  }
  if (given.is(Kind::nullable)) return fits(given.element(), wanted);
  if (given.is(Kind::list) && wanted.is(Kind::list)) return fits(given.element(), wanted.element());
  const auto is_record = [](const Type& type) { return type.is(Kind::map) || type.is(Kind::object); };
  if (is_record(given) && is_record(wanted)) return true;
  return given.kind() == wanted.kind();
}

std::string_view word(Names names) {
  constexpr std::array<std::string_view, names_count> words{"state", "field",    "party",    "role",     "clock",
                                                            "task",  "approval", "subcases", "document", "message"};
  return words[static_cast<std::size_t>(names)];
}

void Loading::error(const yaml::Node& at, std::string_view code, MessageArguments arguments) {
  yaml::error(problems, at, code, std::move(arguments));
}

void Loading::warning(const yaml::Node& at, std::string_view code, MessageArguments arguments) {
  yaml::warning(problems, at, code, std::move(arguments));
}

void Loading::fault(const yaml::Node& at, std::string_view code, MessageArguments arguments) {
  if (bare()) {
    warning(at, code, std::move(arguments));
  } else {
    error(at, code, std::move(arguments));
  }
}

void Loading::declare(Names names, const yaml::Node& key, std::size_t index) {
  const bool identifier = names == Names::field || names == Names::clock;
  if (!valid_id(key.text, identifier)) {
    error(key, identifier ? "name_invalid" : "id_invalid", {{"id", key.text}});
  } else if (names == Names::field && is_reserved_name(key.text, bare())) {
    error(key, "name_reserved", {{"id", key.text}});
  }
  if (names == Names::field && find(Names::field, key.text)) {
    const yaml::Node& first = *tables[static_cast<std::size_t>(names)].find(key.text)->second.key;
    const Location where = key.where();
    const auto same = [&](const Problem& p) { return p.code == "duplicate_key" && p.where == where; };
    if (std::ranges::none_of(problems, same)) {
      error(key, "name_twice", {{"id", key.text}, {"line", std::to_string(first.where().line)}});
    }
  }
  const auto [there, fresh] = tables[static_cast<std::size_t>(names)].emplace(key.text, Declared{index, &key, false});
  // Repeated keys of one map were told by the parser; states are unique over all maps.
  const Location where = key.where();
  const auto told = [&](const Problem& p) { return p.code == "duplicate_key" && p.where == where; };
  if (!fresh && names == Names::state && std::ranges::none_of(problems, told)) {
    const auto line = std::to_string(there->second.key->where().line);
    error(key, "duplicate_state", {{"id", key.text}, {"line", line}});
  }
}

void Loading::settle_deferred() {
  for (bool more = true; more;) {
    more = false;
    for (const auto& [names, id, used_names, used_id] : deferred_uses) {
      const auto& users = tables[static_cast<std::size_t>(names)];
      auto& used = tables[static_cast<std::size_t>(used_names)];
      const auto user = users.find(id);
      const auto found = used.find(used_id);
      if (user == users.end() || found == used.end() || !user->second.used || found->second.used) continue;
      found->second.used = true;
      more = true;
    }
  }
  for (auto& [names, id, problem] : deferred) {
    const auto& table = tables[static_cast<std::size_t>(names)];
    const auto found = table.find(id);
    if (found != table.end() && found->second.used) problems.push_back(std::move(problem));
  }
  deferred.clear();
}

std::optional<std::size_t> Loading::find(Names names, std::string_view id) const {
  const auto& table = tables[static_cast<std::size_t>(names)];
  const auto found = table.find(id);
  return found == table.end() ? std::nullopt : std::optional(found->second.index);
}

void Loading::mark(Names names, std::string_view id) {
  auto& table = tables[static_cast<std::size_t>(names)];
  const auto found = table.find(id);
  if (found == table.end()) return;
  if (inside) {
    deferred_uses.push_back({inside->first, inside->second, names, std::string(id)});
  } else {
    found->second.used = true;
  }
}

std::optional<std::size_t> Loading::use(Names names, const yaml::Node& reference) {
  const auto text = yaml::read_text(reference, word(names), problems);
  if (!text) return std::nullopt;
  const auto found = find(names, *text);
  if (found) {
    mark(names, *text);
  } else {
    report_unknown(names, reference);
  }
  return found;
}

void Loading::report_unknown(Names names, const yaml::Node& reference) {
  const std::string& text = reference.text;
  const bool none = tables[static_cast<std::size_t>(names)].empty();
  if (none && names == Names::state) return;  // that there are no states is told at the top
  const auto parts = names_in_text(text);
  const bool known = std::ranges::any_of(parts, [&](const auto& part) { return find(names, part).has_value(); });
  if (parts.size() > 1 && known) {
    std::string better;
    for (const auto& part : parts) better += (better.empty() ? "" : ", ") + part;
    error(reference, "list_in_text", {{"text", text}, {"better", better}});
  } else if (none) {
    constexpr std::array<std::string_view, names_count> sections{
        "states", "fields", "parties", "roles", "clocks", "tasks", "approvals", "subcases", "documents", "messages"};
    error(reference, "not_declared",
          {{"id", text}, {"section", std::string(sections[static_cast<std::size_t>(names)])}});
  } else {
    error(reference, "unknown_" + std::string(word(names)), {{"id", text}, {"known", nearest_of(names, text)}});
  }
}

std::vector<std::string> Loading::use_all(Names names, const yaml::Node& references, std::string_view what) {
  std::vector<std::string> out;
  for (const yaml::Node* reference : yaml::read_one_or_many(references, what, problems)) {
    if (use(names, *reference)) out.push_back(reference->text);
  }
  return out;
}

std::string Loading::nearest_of(Names names, std::string_view wanted) const {
  std::vector<std::string> known;
  for (const auto& entry : tables[static_cast<std::size_t>(names)]) known.push_back(entry.first);
  if (known.empty() || problems.size() > 1000) return "—";
  return yaml::nearest_first(wanted, std::move(known));
}

std::optional<expression::Program> Loading::compile(const yaml::Node& node, const expression::Environment& names) {
  return compile(node, names, std::nullopt);
}

std::optional<expression::Program> Loading::guard(const yaml::Node& node, const expression::Environment& names) {
  return compile(node, names, Type(Type::Kind::boolean));
}

std::optional<expression::Program> Loading::compile(const yaml::Node& node, const expression::Environment& names,
                                                    const std::optional<expression::Type>& expected) {
  if (node.is_list() || node.is_map() || node.text.empty() || (node.is_null() && node.text == "~")) {
    const auto tagged = [&](const Problem& p) { return p.code == "yaml_tag" && p.where.line == node.where().line; };
    if (std::ranges::none_of(problems, tagged)) error(node, "expected_expression");
    return std::nullopt;
  }
  expression::CompileOptions compile_options;
  compile_options.expected = expected;
  std::vector<Error> errors;
  auto program = expression::compile(node.text, names, compile_options, errors);
  bool fatal = false;
  for (Error& found : errors) {
    const bool counts = !bare() || !is_type_mistake(found.code);
    fatal = fatal || counts;
    Problem problem = problem_of(advise(found, node.text, *this, names));
    problem.severity = counts ? Severity::error : Severity::warning;
    const bool whole = found.code == "expression_wrong_result";  // the fault of no single part
    problem.where = whole ? node.where() : node.where(std::max(found.where.line, 1), std::max(found.where.column, 1));
    problems.push_back(std::move(problem));
  }
  if (!program && !fatal && !errors.empty()) {  // a bare chart finds out when it runs
    compile_options.check = false;
    compile_options.expected.reset();
    errors.clear();
    program = expression::compile(node.text, names, compile_options, errors);
  }
  if (program) note_references(node, *program);
  return program;
}

void Loading::note_references(const yaml::Node& node, const expression::Program& program) {
  for (const expression::Slot slot : program.references().slots) {
    if (slot < definition.chart.data.size()) mark(Names::field, definition.chart.data[slot].id);
    for (std::size_t i = 0; i < definition.chart.vocabulary.clocks.size(); ++i) {
      const auto& clock = definition.chart.vocabulary.clocks[i];
      if (slot == clock.left || slot == clock.due) mark(Names::clock, definition.clocks[i].id);
    }
  }
  for (const auto& mention : names_in(program, definition)) {
    const auto where = program.ast().locate(mention.offset);
    const Location place = node.where(std::max(where.line, 1), std::max(where.column, 1));
    if (mention.kind == Mention::Kind::state) {
      if (find(Names::state, mention.text)) continue;
      problems.push_back({Severity::error,
                          "unknown_state",
                          {{"id", mention.text}, {"known", nearest_of(Names::state, mention.text)}},
                          place,
                          {}});
    } else {
      const core::Field& field = definition.fields[mention.field];
      if (field.of.empty()) continue;  // that the field has no choices is told where it is declared
      problems.push_back(
          {Severity::error,
           "unknown_choice",
           {{"choice", mention.text}, {"field", field.id}, {"known", yaml::nearest_first(mention.text, field.of)}},
           place,
           {}});
    }
  }
}

void Loading::expect_type(const yaml::Node& node, const expression::Program& program, const Type& wanted,
                          std::string_view what) {
  if (fits(program.result_type(), wanted)) return;
  const std::string found = type_word(program.result_type());
  if (wanted.is(Type::Kind::boolean)) return fault(node, "condition_wanted", {{"found", found}});
  fault(node, "type_mismatch",
        {{"what", std::string(what)},
         {"expected", type_word(wanted)},
         {"found", found},
         {"instead", instead_of(node.text, wanted, definition)}});
}

void Loading::expect_choices(const yaml::Node& node, const expression::Program& program, std::size_t index) {
  const core::Field* into = field(index);
  const bool chosen =
      into != nullptr && (into->type == core::FieldType::choice || into->type == core::FieldType::choices);
  if (!chosen || into->of.empty()) return;
  for (const auto& [text, offset] : texts_given(program)) {
    if (text.empty() || std::ranges::find(into->of, text) != into->of.end()) continue;
    const auto where = program.ast().locate(offset);
    problems.push_back({Severity::error,
                        "unknown_choice",
                        {{"choice", text}, {"field", into->id}, {"known", yaml::nearest_first(text, into->of)}},
                        node.where(std::max(where.line, 1), std::max(where.column, 1)),
                        {}});
  }
}

std::optional<core::Budget> Loading::duration(const yaml::Node& node, bool mixed) {
  const auto text = yaml::read_text(node, "duration", problems);
  if (!text) return std::nullopt;
  const auto parsed = calendar::parse_duration(*text);
  if (!parsed) {
    const std::string better = better_duration(*text);
    const std::string_view code = better.empty() ? "duration_invalid" : "duration_wording";
    error(node, code, {{"text", *text}, {"better", better}});
    return std::nullopt;
  }
  if (!mixed && parsed->days != 0 && parsed->ms != 0) {
    error(node, "duration_mixed", {{"text", *text}});
    return std::nullopt;
  }
  return *parsed;
}

std::optional<std::int64_t> Loading::delay(const yaml::Node& node) {
  const auto budget = duration(node, true);
  return budget ? std::optional(calendar::to_ms(*budget)) : std::nullopt;
}

Type type_of(const core::Field& field) {
  using core::FieldType;
  using Kind = Type::Kind;
  switch (field.type) {
    case FieldType::text:
    case FieldType::long_text:
    case FieldType::choice:
    case FieldType::unit:
    case FieldType::person:
      return Kind::string;
    case FieldType::choices:
      return Type::list(Kind::string);
    case FieldType::photos:
    case FieldType::files:
      return Type::list(Kind::dyn);
    case FieldType::table: {
      std::vector<std::pair<std::string, Type>> columns;
      for (const auto& column : field.columns) columns.emplace_back(column.id, type_of(column));
      return Type::list(Type::object(field.id, std::move(columns)));
    }
    case FieldType::integer:
    case FieldType::money:
      return Type::nullable(Kind::integer);
    case FieldType::number:
      return Type::nullable(Kind::floating);
    case FieldType::yes_no:
      return Type::nullable(Kind::boolean);
    case FieldType::date:
    case FieldType::time:
      return Type::nullable(Kind::timestamp);
    case FieldType::place:
      return Type::nullable(Type::object("place", {{"text", Kind::string},
                                                   {"lat", Kind::floating},
                                                   {"lon", Kind::floating},
                                                   {"unit", Kind::string},
                                                   {"grid", Kind::string}}));
  }
  return Kind::dyn;
}

}  // namespace bihuan::definition

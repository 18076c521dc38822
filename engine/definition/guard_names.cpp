#include "engine/definition/guard_names.h"

#include <algorithm>
#include <array>

namespace bihuan::definition {
namespace {

using Expression = expression::Node;
using expression::NodeKind;
using expression::Operation;

const core::Field* choice_field(const Expression& node, const core::Definition& definition, std::size_t& index) {
  if (!node.slot || *node.slot >= definition.fields.size()) return nullptr;
  index = *node.slot;
  const core::Field& field = definition.fields[index];
  return field.type == core::FieldType::choice || field.type == core::FieldType::choices ? &field : nullptr;
}

void add_texts(const Expression& node, std::vector<std::pair<std::string, std::uint32_t>>& out) {
  if (node.kind == NodeKind::literal && node.value.is(expression::Kind::string)) {
    out.emplace_back(node.value.as_string(), node.offset);
  } else if (node.kind == NodeKind::list) {
    for (const Expression* item : node.arguments) add_texts(*item, out);
  } else if (node.operation == Operation::conditional && node.arguments.size() == 3) {
    add_texts(*node.arguments[1], out);
    add_texts(*node.arguments[2], out);
  }
}

class Reader {
 public:
  Reader(const core::Definition& definition, std::vector<Mention>& out) : definition_(definition), out_(out) {}

  void read(const Expression& node) {
    if (node.kind == NodeKind::call && node.name == "in_state" && node.arguments.size() == 1) state(*node.arguments[0]);
    if (node.kind == NodeKind::operation && node.arguments.size() == 2) compare(node);
    for (const Expression* argument : node.arguments) {
      if (argument != nullptr) read(*argument);
    }
  }

 private:
  static bool is_text(const Expression& node) {
    return node.kind == NodeKind::literal && node.value.is(expression::Kind::string);
  }

  void state(const Expression& argument) {
    if (is_text(argument)) out_.push_back({Mention::Kind::state, argument.value.as_string(), argument.offset, 0});
  }

  void compare(const Expression& node) {
    const Expression& left = *node.arguments[0];
    const Expression& right = *node.arguments[1];
    std::size_t index = 0;
    if (node.operation == Operation::equal || node.operation == Operation::not_equal) {
      if (choice_field(left, definition_, index) != nullptr) choice(right, index);
      if (choice_field(right, definition_, index) != nullptr) choice(left, index);
      if (is_case_state(left)) case_state(right);
      if (is_case_state(right)) case_state(left);
    } else if (node.operation == Operation::in) {
      if (choice_field(right, definition_, index) != nullptr) choice(left, index);
      if (choice_field(left, definition_, index) != nullptr && right.kind == NodeKind::list) {
        for (const Expression* item : right.arguments) choice(*item, index);
      }
    }
  }

  [[nodiscard]] bool is_case_state(const Expression& node) const {
    return definition_.kind == core::DefinitionKind::workflow && node.slot &&
           *node.slot == definition_.chart.vocabulary.case_state;
  }

  // case.state holds the active states with a space between them.
  void case_state(const Expression& literal) {
    if (is_text(literal) && !literal.value.as_string().empty() &&
        literal.value.as_string().find(' ') == std::string::npos) {
      state(literal);
    }
  }

  void choice(const Expression& literal, std::size_t index) {
    if (!is_text(literal) || literal.value.as_string().empty()) return;
    const core::Field& field = definition_.fields[index];
    if (std::ranges::find(field.of, literal.value.as_string()) != field.of.end()) return;
    out_.push_back({Mention::Kind::choice, literal.value.as_string(), literal.offset, index});
  }

  const core::Definition& definition_;
  std::vector<Mention>& out_;
};

}  // namespace

std::vector<Mention> names_in(const expression::Program& program, const core::Definition& definition) {
  std::vector<Mention> out;
  Reader(definition, out).read(program.ast().root());
  return out;
}

std::vector<std::pair<std::string, std::uint32_t>> texts_given(const expression::Program& program) {
  std::vector<std::pair<std::string, std::uint32_t>> out;
  add_texts(program.ast().root(), out);
  return out;
}

bool is_reserved_name(std::string_view name, bool bare) {
  constexpr std::array<std::string_view, 26> everywhere{
      "event", "now",   "field",   "in_state",  "workdays", "true", "false",    "null", "in",
      "as",    "break", "const",   "continue",  "else",     "for",  "function", "if",   "import",
      "let",   "loop",  "package", "namespace", "return",   "var",  "void",     "while"};
  constexpr std::array<std::string_view, 5> in_workflows{"actor", "case", "clock", "lead_unit", "item"};
  return std::ranges::find(everywhere, name) != everywhere.end() ||
         (!bare && std::ranges::find(in_workflows, name) != in_workflows.end());
}

}  // namespace bihuan::definition

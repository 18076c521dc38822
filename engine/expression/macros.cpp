// The parser's macros: calls that bind variables or look at their argument's shape.
#include <array>

#include "engine/expression/parser.h"

namespace bihuan::expression {
namespace {

struct MacroForm {
  std::string_view name;
  std::size_t arguments;  // without the target
  std::size_t variables;
  Macro macro;
};

constexpr std::array<MacroForm, 19> kForms{{
    {"all", 2, 1, Macro::all},
    {"exists", 2, 1, Macro::exists},
    {"exists_one", 2, 1, Macro::exists_one},
    {"existsOne", 2, 1, Macro::exists_one},
    {"map", 2, 1, Macro::map},
    {"map", 3, 1, Macro::map},
    {"filter", 2, 1, Macro::filter},
    {"all", 3, 2, Macro::all},
    {"exists", 3, 2, Macro::exists},
    {"exists_one", 3, 2, Macro::exists_one},
    {"existsOne", 3, 2, Macro::exists_one},
    {"transformList", 3, 2, Macro::transform_list},
    {"transformList", 4, 2, Macro::transform_list},
    {"transformMap", 3, 2, Macro::transform_map},
    {"transformMap", 4, 2, Macro::transform_map},
    {"transformMapEntry", 3, 2, Macro::transform_map_entry},
    {"transformMapEntry", 4, 2, Macro::transform_map_entry},
    {"optMap", 2, 1, Macro::optional_map},
    {"optFlatMap", 2, 1, Macro::optional_flat_map},
}};

bool is_cel(const Node* node) {
  return node->kind == NodeKind::identifier && !node->absolute && node->name == "cel";
}

bool is_small_number(const Node* node) {
  return node->kind == NodeKind::literal && node->value.is(Kind::integer) && node->value.as_int() >= 0;
}

}  // namespace

// The variable a macro binds: a plain name that the language does not reserve for itself.
std::string Parser::variable_name(const Node* call, const Node* argument) {
  if (argument->kind != NodeKind::identifier || argument->absolute || argument->bracketed) {
    fail(Error("expression_macro_variable", {{"macro", call->name}}), argument->offset);
  }
  if (argument->name == "__result__") {
    fail(Error("expression_reserved_word", {{"found", argument->name}}), argument->offset);
  }
  return argument->name;
}

Node* Parser::global_macro(Node* call) {
  if (call->name != "has" || call->absolute || call->arguments.size() != 1) return call;
  Node* field = call->arguments.front();
  if (field->kind != NodeKind::select || field->bracketed || field->test) {
    fail(Error("expression_has_argument"), field->offset);
  }
  field->test = true;
  return field;
}

Node* Parser::macro_call(Node* call) {
  if (is_cel(call->arguments.front())) return cel_namespace_macro(call);
  for (const auto& form : kForms) {
    if (form.name == call->name && form.arguments + 1 == call->arguments.size()) {
      return comprehension(call, form.macro, form.variables);
    }
  }
  return call;
}

Node* Parser::comprehension(Node* call, Macro macro, std::size_t variables) {
  call->name = std::string(call->name);
  const std::string first = variable_name(call, call->arguments[1]);
  std::string second;
  if (variables == 2) {
    second = variable_name(call, call->arguments[2]);
    if (first == second) {
      fail(Error("expression_macro_variable_twice", {{"name", first}}), call->arguments[2]->offset);
    }
  }
  call->kind = NodeKind::comprehension;
  call->macro = macro;
  call->name = first;
  call->second_name = second;
  call->arguments.erase(call->arguments.begin() + 1,
                        call->arguments.begin() + 1 + static_cast<std::ptrdiff_t>(variables));
  return call;
}

// cel.bind(x, value, body) names an intermediate result. cel.block, cel.index and cel.iterVar are what optimisers of
// other implementations write; they are read so that such expressions run here.
Node* Parser::cel_namespace_macro(Node* call) {
  auto& arguments = call->arguments;
  if (call->name == "bind" && arguments.size() == 4) {
    call->name = variable_name(call, arguments[1]);
    arguments.erase(arguments.begin(), arguments.begin() + 2);
    call->kind = NodeKind::bind;
    return call;
  }
  if (call->name == "block" && arguments.size() == 3 && arguments[1]->kind == NodeKind::list) {
    call->kind = NodeKind::block;
    const std::vector<Node*> parts = arguments[1]->arguments;
    Node* body = arguments[2];
    arguments = parts;
    arguments.push_back(body);
    return call;
  }
  const bool index = call->name == "index" && arguments.size() == 2 && is_small_number(arguments[1]);
  const bool variable = (call->name == "iterVar" || call->name == "accuVar") && arguments.size() == 3 &&
                        is_small_number(arguments[1]) && is_small_number(arguments[2]);
  if (!index && !variable) return call;
  std::string name = "cel." + call->name + '(' + std::to_string(arguments[1]->value.as_int());
  if (variable) name += ", " + std::to_string(arguments[2]->value.as_int());
  call->kind = NodeKind::identifier;
  call->name = name + ')';
  call->member = false;
  arguments.clear();
  return call;
}

}  // namespace bihuan::expression

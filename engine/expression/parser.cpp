#include "engine/expression/parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "engine/base/utf8.h"

namespace bihuan::expression {
namespace {

constexpr std::array<std::string_view, 17> kReserved{"as",        "break",  "const",  "continue", "else", "for",
                                                     "function",  "if",     "import", "let",      "loop", "package",
                                                     "namespace", "return", "var",    "void",     "while"};
constexpr std::uint16_t kMaxTreeDepth = 250;  // a chain of + is as deep as it is long

bool is_keyword(std::string_view word) {
  return word == "true" || word == "false" || word == "null" || word == "in";
}

bool is_reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

struct BinaryOperator {
  std::string_view text;
  Operation operation;
  int level;
};

constexpr int kOrLevel = 0;
constexpr int kAndLevel = 1;
constexpr int kLastLevel = 4;
constexpr std::array<BinaryOperator, 13> kBinary{{
    {"||", Operation::logical_or, kOrLevel},
    {"&&", Operation::logical_and, kAndLevel},
    {"==", Operation::equal, 2},
    {"!=", Operation::not_equal, 2},
    {"<", Operation::less, 2},
    {"<=", Operation::less_or_equal, 2},
    {">", Operation::greater, 2},
    {">=", Operation::greater_or_equal, 2},
    {"+", Operation::add, 3},
    {"-", Operation::subtract, 3},
    {"*", Operation::multiply, 4},
    {"/", Operation::divide, 4},
    {"%", Operation::modulo, 4},
}};

const BinaryOperator* binary_operator(const Token& token, int level) {
  static constexpr BinaryOperator in{"in", Operation::in, 2};
  if (token.is_word("in")) return level == in.level ? &in : nullptr;
  if (token.kind != TokenKind::punctuation) return nullptr;
  for (const auto& candidate : kBinary) {
    if (candidate.level == level && candidate.text == token.text) return &candidate;
  }
  return nullptr;
}

}  // namespace

// Counts how deep the grammar has been entered, so that hostile text cannot exhaust the stack.
class Parser::Nesting {
 public:
  explicit Nesting(Parser& parser) : parser_(parser) {
    if (++parser_.nesting_ > parser_.options_.max_depth) {
      parser_.fail(Error("expression_too_deep", {{"limit", std::to_string(parser_.options_.max_depth)}}),
                   parser_.token_.offset);
    }
  }
  ~Nesting() { --parser_.nesting_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  Parser& parser_;
};

Parser::Parser(std::string_view source, const CompileOptions& options)
    : ast_(std::make_shared<Ast>()), options_(options), lexer_({}) {
  ast_->source_ = std::string(source);
  lexer_ = Lexer(ast_->source_);
}

Result<std::shared_ptr<Ast>> Parser::parse() {
  const auto& source = ast_->source_;
  if (source.size() > options_.max_length) {
    return Error("expression_too_long", {{"limit", std::to_string(options_.max_length)}}, {{}, 1, 1});
  }
  if (const auto bad = utf8::first_invalid(source)) {
    return Error("expression_bad_utf8", {}, ast_->locate(static_cast<std::uint32_t>(*bad)));
  }
  try {
    advance();
    ast_->root_ = expression();
    if (token_.kind != TokenKind::end) unexpected();
  } catch (LexicalError& mistake) {
    mistake.error.where = ast_->locate(mistake.offset);
    return std::move(mistake.error);
  }
  return ast_;
}

void Parser::fail(Error error, std::uint32_t offset) const {
  throw LexicalError{std::move(error), offset};
}

void Parser::unexpected() const {
  if (token_.kind == TokenKind::end) fail(Error("expression_unexpected_end"), token_.offset);
  fail(Error("expression_unexpected", {{"found", std::string(token_.text)}}), token_.offset);
}

bool Parser::take(std::string_view punctuation) {
  if (!token_.is(punctuation)) return false;
  advance();
  return true;
}

void Parser::demand(std::string_view punctuation) {
  if (take(punctuation)) return;
  if (token_.kind == TokenKind::end) {
    fail(Error("expression_missing", {{"expected", std::string(punctuation)}}), token_.offset);
  }
  fail(Error("expression_unexpected_instead",
             {{"found", std::string(token_.text)}, {"expected", std::string(punctuation)}}),
       token_.offset);
}

Node* Parser::make(NodeKind kind, std::uint32_t offset) {
  Node& node = ast_->nodes_.emplace_back();
  node.kind = kind;
  node.offset = offset;
  return &node;
}

Node* Parser::finish(Node* node) {
  std::uint16_t depth = 0;
  for (const Node* argument : node->arguments) depth = std::max(depth, argument->depth);
  if (depth >= kMaxTreeDepth) {
    fail(Error("expression_too_deep", {{"limit", std::to_string(kMaxTreeDepth)}}), node->offset);
  }
  node->depth = static_cast<std::uint16_t>(depth + 1);
  return node;
}

Node* Parser::operation(Operation operation, std::uint32_t offset, std::vector<Node*> arguments) {
  Node* node = make(NodeKind::operation, offset);
  node->operation = operation;
  node->arguments = std::move(arguments);
  return finish(node);
}

Node* Parser::expression() {
  const Nesting nesting(*this);
  Node* condition = binary(kOrLevel);
  if (!token_.is("?")) return condition;
  const auto offset = token_.offset;
  advance();
  Node* then = binary(kOrLevel);
  demand(":");
  Node* otherwise = expression();
  return operation(Operation::conditional, offset, {condition, then, otherwise});
}

Node* Parser::binary(int level) {
  if (level > kLastLevel) return unary();
  Node* left = binary(level + 1);
  while (const auto* found = binary_operator(token_, level)) {
    const auto offset = token_.offset;
    advance();
    Node* right = binary(level + 1);
    // a && b && c is one node with three arguments, unless brackets say otherwise.
    if (level <= kAndLevel && left->kind == NodeKind::operation && left->operation == found->operation &&
        !left->bracketed) {
      left->arguments.push_back(right);
      finish(left);
    } else {
      left = operation(found->operation, offset, {left, right});
    }
  }
  return left;
}

Node* Parser::unary() {
  const auto offset = token_.offset;
  if (token_.is("!")) {
    const Nesting nesting(*this);
    advance();
    return operation(Operation::logical_not, offset, {unary()});
  }
  if (!token_.is("-")) return member();
  const Nesting nesting(*this);
  advance();
  const bool number =
      token_.kind == TokenKind::integer || (token_.kind == TokenKind::literal && token_.value.is(Kind::floating));
  if (!number) return operation(Operation::negate, offset, {unary()});
  // A sign before digits belongs to the number: -1.abs() is (-1).abs().
  negative_ = true;
  return member();
}

Node* Parser::integer_literal(bool negative) {
  const bool hex = token_.text.starts_with("0x") || token_.text.starts_with("0X");
  const std::string_view digits = hex ? token_.text.substr(2) : token_.text;
  std::uint64_t parsed = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), parsed, hex ? 16 : 10);
  constexpr std::uint64_t limit = 1ULL << 63;
  if (result.ec != std::errc() || parsed > (negative ? limit : limit - 1)) {
    fail(Error("expression_number_too_large", {{"found", (negative ? "-" : "") + std::string(token_.text)}}),
         token_.offset);
  }
  Node* node = make(NodeKind::literal, token_.offset);
  node->value = Value::integer(static_cast<std::int64_t>(negative ? 0 - parsed : parsed));
  advance();
  return finish(node);
}

Node* Parser::member() {
  Node* node = primary();
  for (;;) {
    const auto offset = token_.offset;
    if (take(".")) {
      node = after_dot(node);
    } else if (take("[")) {
      const bool optional = take("?");
      Node* index = expression();
      demand("]");
      node = operation(optional ? Operation::optional_index : Operation::index, offset, {node, index});
    } else if (token_.is("{") && (node->kind == NodeKind::identifier || node->kind == NodeKind::select)) {
      fail(Error("expression_messages", {{"found", print(*node)}}), node->offset);
    } else {
      return node;
    }
  }
}

Node* Parser::after_dot(Node* target) {
  const bool optional = take("?");
  const bool quoted = token_.kind == TokenKind::quoted;
  if (!quoted && (token_.kind != TokenKind::identifier || is_keyword(token_.text))) unexpected();
  Node* node = make(NodeKind::select, token_.offset);
  node->name = std::string(token_.text);
  node->quoted = quoted;
  node->optional = optional;
  node->arguments = {target};
  advance();
  if (quoted || optional || !token_.is("(")) return finish(node);
  advance();
  node->kind = NodeKind::call;
  node->member = true;
  arguments_until(")", node->arguments);
  return macro_call(finish(node));
}

void Parser::arguments_until(std::string_view close, std::vector<Node*>& into) {
  if (take(close)) return;
  do {
    into.push_back(expression());
  } while (take(","));
  demand(close);
}

Node* Parser::primary() {
  const bool negative = std::exchange(negative_, false);
  const auto offset = token_.offset;
  switch (token_.kind) {
    case TokenKind::integer:
      return integer_literal(negative);
    case TokenKind::literal: {
      Node* node = make(NodeKind::literal, offset);
      node->value = negative ? Value::floating(-token_.value.as_double()) : token_.value;
      advance();
      return finish(node);
    }
    case TokenKind::identifier:
      return name_or_call();
    case TokenKind::punctuation:
      if (take("(")) {
        Node* inner = expression();
        demand(")");
        inner->bracketed = true;
        return inner;
      }
      if (take("[")) return list_literal();
      if (take("{")) return map_literal();
      if (token_.is(".")) return name_or_call();
      break;
    default:
      break;
  }
  unexpected();
}

Node* Parser::name_or_call() {
  const bool absolute = take(".");
  const auto offset = token_.offset;
  if (token_.kind != TokenKind::identifier) unexpected();
  const std::string_view word = token_.text;
  if (!absolute && (word == "true" || word == "false" || word == "null")) {
    Node* node = make(NodeKind::literal, offset);
    if (word != "null") node->value = Value::boolean(word == "true");
    advance();
    return finish(node);
  }
  if (is_keyword(word) || is_reserved(word)) {
    fail(Error("expression_reserved_word", {{"found", std::string(word)}}), offset);
  }
  Node* node = make(NodeKind::identifier, offset);
  node->name = std::string(word);
  node->absolute = absolute;
  advance();
  if (!take("(")) return finish(node);
  node->kind = NodeKind::call;
  arguments_until(")", node->arguments);
  return global_macro(finish(node));
}

Node* Parser::list_literal() {
  Node* node = make(NodeKind::list, token_.offset > 0 ? token_.offset - 1 : 0);
  while (!token_.is("]")) {
    const bool optional = take("?");
    node->optional_entries.push_back(optional);
    node->arguments.push_back(expression());
    if (!take(",")) break;
  }
  demand("]");
  if (std::find(node->optional_entries.begin(), node->optional_entries.end(), true) == node->optional_entries.end()) {
    node->optional_entries.clear();
  }
  return finish(node);
}

Node* Parser::map_literal() {
  Node* node = make(NodeKind::map, token_.offset > 0 ? token_.offset - 1 : 0);
  while (!token_.is("}")) {
    const bool optional = take("?");
    node->optional_entries.push_back(optional);
    node->arguments.push_back(expression());
    demand(":");
    node->arguments.push_back(expression());
    if (!take(",")) break;
  }
  demand("}");
  if (std::find(node->optional_entries.begin(), node->optional_entries.end(), true) == node->optional_entries.end()) {
    node->optional_entries.clear();
  }
  return finish(node);
}

Result<std::shared_ptr<const Ast>> parse(std::string_view source, const CompileOptions& options) {
  auto ast = Parser(source, options).parse();
  if (!ast) return std::move(ast).error();
  return std::shared_ptr<const Ast>(std::move(ast).value());
}

}  // namespace bihuan::expression

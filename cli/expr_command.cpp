#include "cli/expr_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "engine/expression/question.h"

namespace bihuan::cli {
namespace {

using expression::Question;
using expression::Value;

struct ExprOptions {
  std::string expression;
  std::string vars_file;
  std::string types_file;
  std::string container;
  std::string batch_file;
  bool unchecked = false;
  bool json = false;
};

constexpr int kBadInput = 2;

int bad_input(const Error& error) {
  fmt::print(stderr, "{}\n  hint: {}\n", error.message(), error.hint());
  return kBadInput;
}

Result<std::string> read_file(const std::string& name) {
  std::ostringstream content;
  if (name == "-") {
    content << std::cin.rdbuf();
    return content.str();
  }
  std::ifstream file(name, std::ios::binary);
  if (!file || !(content << file.rdbuf())) return Error("expression_unreadable_file", {{"file", name}});
  return content.str();
}

Result<Value> read_object(const std::string& name) {
  if (name.empty()) return Value::map({});
  auto text = read_file(name);
  if (!text) return text.error();
  auto plain = expression::parse_plain_json(*text);
  if (plain && !plain->is(expression::Kind::map)) {
    return Error("expression_bad_wire", {{"what", name}});
  }
  return plain;
}

int one(const ExprOptions& options) {
  auto vars = read_object(options.vars_file);
  if (!vars) return bad_input(vars.error());
  auto types = read_object(options.types_file);
  if (!types) return bad_input(types.error());
  Question question;
  question.expression = options.expression;
  question.container = options.container;
  question.check = !options.unchecked;
  auto filled = fill(question, *vars, *types);
  if (!filled) return bad_input(filled.error());
  const auto answer = ask(question);
  fmt::print("{}\n", expression::to_json_text(answer));
  if (answer) return 0;
  if (!options.json && !answer.error().hint().empty()) fmt::print(stderr, "hint: {}\n", answer.error().hint());
  return 1;
}

int batch(const ExprOptions& options) {
  std::ifstream file;
  if (options.batch_file != "-") {
    file.open(options.batch_file, std::ios::binary);
    if (!file) return bad_input(Error("expression_unreadable_file", {{"file", options.batch_file}}));
  }
  std::istream& lines = options.batch_file == "-" ? std::cin : file;
  for (std::string line; std::getline(lines, line);) {
    fmt::print("{}\n", expression::answer_line(line));
  }
  return lines.bad() ? kBadInput : 0;
}

}  // namespace

void add_expr_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ExprOptions>();
  CLI::App* command = app.add_subcommand("expr", "Evaluate an expression (CEL), or many with --batch");
  command->add_option("expression", options->expression, "The expression");
  command->add_option("--vars", options->vars_file, "JSON file: name to value");
  command->add_option("--types", options->types_file, "JSON file: name to type, such as list<int>");
  command->add_option("--container", options->container, "Namespace in which names are looked up first");
  command->add_flag("--no-check", options->unchecked, "Skip the type checker");
  command->add_flag("--json", options->json, "Only the JSON answer, no hint on the error output");
  command->add_option("--batch", options->batch_file, "File with one question a line; - reads the standard input");
  command->callback([options, command, &exit_code] {
    const bool has_expression = command->count("expression") > 0;
    if (has_expression == !options->batch_file.empty()) {
      throw CLI::ValidationError("expr", "give either an expression or --batch FILE");
    }
    exit_code = has_expression ? one(*options) : batch(*options);
  });
}

}  // namespace bihuan::cli

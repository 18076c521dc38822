// Question: an expression with its variables and types, as `bihuan expr` and its batch lines put it (contracts §5).
// Values; pure functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.h"
#include "engine/expression/json.h"
#include "engine/expression/type.h"
#include "engine/expression/value.h"

namespace bihuan::expression {

struct Question {
  std::string expression;
  std::vector<std::pair<std::string, Value>> variables;
  std::vector<std::pair<std::string, Type>> types;  // a variable without a type is dyn
  std::string container;
  bool check = true;
};

// Takes over {"name": value in wire form} and {"name": "type"}, both plain JSON.
[[nodiscard]] Result<void> fill(Question& question, const Value& variables, const Value& types);

[[nodiscard]] Result<Value> ask(const Question& question);

// {"type": ..., "value": ...} or {"error": {"code", "message", "line", "column"}}.
[[nodiscard]] std::string to_json_text(const Result<Value>& answer);

// The answer to one line of a batch: {"expr", "vars", "types", "container", "check"}.
[[nodiscard]] std::string answer_line(std::string_view line);

}  // namespace bihuan::expression

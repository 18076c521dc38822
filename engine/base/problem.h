// Problem: one finding about a text that a person wrote (definition, calendar, scenario, configuration): what `bihuan
// check` prints. Unlike an Error, many are collected before anything is refused, and some only warn. Values; no shared
// state.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"

namespace bihuan {

enum class Severity { error, warning };

struct Problem {
  Severity severity = Severity::error;
  std::string code;  // snake_case, stable; sentence and hint stand in the catalogues under `code` and `code.hint`
  MessageArguments arguments;
  Location where;
  std::vector<std::string> path;  // the states that prove the fault, in order; often empty

  bool operator==(const Problem&) const = default;

  [[nodiscard]] std::string message(std::string_view language = "en") const;
  [[nodiscard]] std::string hint(std::string_view language = "en") const;
};

using Problems = std::vector<Problem>;

[[nodiscard]] Problem problem_of(const Error& error);
[[nodiscard]] Error error_of(const Problem& problem);
[[nodiscard]] bool has_errors(const Problems& problems);

// By file, line, column; errors before warnings at one place. Stable, and exact repetitions are dropped.
void sort_problems(Problems& problems);

// `file:line:col: error|warning CODE: message`, `  hint: ...`, `  path: a → b`; a line break at the end.
[[nodiscard]] std::string to_text(const Problem& problem, std::string_view language);

// {file,line,column,severity,code,message,hint,path}; path is an array, empty when nothing is proved by one.
[[nodiscard]] boost::json::object to_json(const Problem& problem, std::string_view language);

}  // namespace bihuan

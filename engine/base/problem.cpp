#include "engine/base/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "engine/base/catalogue.h"

namespace bihuan {

std::string Problem::message(std::string_view language) const {
  return text(language, code, arguments);
}

std::string Problem::hint(std::string_view language) const {
  const std::string key = code + ".hint";
  return has_text(key) ? text(language, key, arguments) : std::string{};
}

Problem problem_of(const Error& error) {
  return {Severity::error, error.code, error.arguments, error.where, {}};
}

Error error_of(const Problem& problem) {
  return Error(problem.code, problem.arguments, problem.where);
}

bool has_errors(const Problems& problems) {
  return std::ranges::any_of(problems, [](const Problem& p) { return p.severity == Severity::error; });
}

void sort_problems(Problems& problems) {
  const auto place = [](const Problem& p) { return std::tie(p.where.file, p.where.line, p.where.column, p.severity); };
  std::ranges::stable_sort(problems, [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
  const auto repeated = std::ranges::unique(problems);
  problems.erase(repeated.begin(), repeated.end());
}

std::string to_text(const Problem& problem, std::string_view language) {
  std::string out =
      fmt::format("{}:{}:{}: {} {}: {}\n", problem.where.file, problem.where.line, problem.where.column,
                  problem.severity == Severity::error ? "error" : "warning", problem.code, problem.message(language));
  if (const std::string hint = problem.hint(language); !hint.empty()) out += "  hint: " + hint + "\n";
  if (!problem.path.empty()) out += fmt::format("  path: {}\n", fmt::join(problem.path, " → "));
  return out;
}

boost::json::object to_json(const Problem& problem, std::string_view language) {
  boost::json::array path;
  for (const auto& state : problem.path) path.emplace_back(state);
  return {{"file", problem.where.file},     {"line", problem.where.line},
          {"column", problem.where.column}, {"severity", problem.severity == Severity::error ? "error" : "warning"},
          {"code", problem.code},           {"message", problem.message(language)},
          {"hint", problem.hint(language)}, {"path", std::move(path)}};
}

}  // namespace bihuan

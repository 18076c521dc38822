// Every code of `bihuan check`: a file that triggers exactly it where its last line says, and a near miss that triggers
// nothing (tests/definition/checks/CODE/{fault,near}.yaml). The table in docs/check-codes.md is made from them: run
// with BIHUAN_WRITE_DOCS=1 to write it anew.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/base/catalogue.h"
#include "engine/definition/links.h"
#include "tests/definition/problem_list.h"
#include "tests/support/catch.h"

using namespace bihuan;
namespace fs = std::filesystem;

namespace {

const fs::path folder = "tests/definition/checks";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> codes() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path().filename().string());
  std::ranges::sort(out);
  return out;
}

// "error 4:5", with the file's name behind it when it is another one.
std::string place(const Problem& problem) {
  const std::string file = fs::path(problem.where.file).filename().string();
  return fmt::format("{} {}:{}{}", problem.severity == Severity::error ? "error" : "warning", problem.where.line,
                     problem.where.column, file == "fault.yaml" ? "" : " " + file);
}

std::string expected_place(const fs::path& path) {
  const std::string text = read(path);
  const auto mark = text.rfind("\n# ");
  return text.substr(mark + 3, text.size() - mark - 4);
}

// As `bihuan check` has it: with what one file says of another (other.yaml beside it).
definition::Loaded load_checked(const fs::path& path) {
  std::vector<definition::Loaded> given;
  given.push_back(definition::load_file(path.string()));
  const fs::path other = path.parent_path() / "other.yaml";
  if (fs::exists(other)) given.push_back(definition::load_file(other.string()));
  const auto find = definition::workflows_around(given, path.string());
  auto found = definition::check_links(given[0], find, definition::known_workflows(given));
  definition::Loaded loaded = std::move(given[0]);
  for (auto& problem : found) {
    if (problem.severity == Severity::error) loaded.definition.reset();
    loaded.problems.push_back(std::move(problem));
  }
  return loaded;
}

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

std::string table() {
  std::string out =
      "# What `bihuan check` finds\n\nMade from tests/definition/checks by the test of the codes (BIHUAN_WRITE_DOCS=1 "
      "writes it "
      "anew): in the folder of each\ncode, `fault.yaml` triggers exactly it and `near.yaml` nothing. Codes that begin "
      "with "
      "`expression_` are told in full in\ndocs/expressions.md.\n\n| code | severity | what is wrong | what to do "
      "|\n|---|---|---|---|\n";
  for (const auto& code : codes()) {
    const std::string severity = expected_place(folder / code / "fault.yaml");
    out +=
        fmt::format("| [`{0}`](../tests/definition/checks/{0}) | {1} | {2} | {3} |\n", code,
                    severity.substr(0, severity.find(' ')), cell(text("en", code)), cell(text("en", code + ".hint")));
  }
  out += "\n## 中文\n\n| 代码 | 问题 | 处理办法 |\n|---|---|---|\n";
  for (const auto& code : codes()) {
    out += fmt::format("| `{}` | {} | {} |\n", code, cell(text("zh-CN", code)), cell(text("zh-CN", code + ".hint")));
  }
  return out;
}

// docs/refusal-codes.md: what a command can be refused with, for `refused:` in scenarios and for readers of the API.
std::string refusals() {
  std::string out =
      "# Refusals\n\nWhat a command can be refused with: the codes for `refused:` in scenarios (docs/scenarios.md), "
      "and "
      "`code` in the\nanswers of the API. Made from engine/base/texts/*/refusal.txt by the test of the codes "
      "(BIHUAN_WRITE_DOCS=1).\n\n| code | what it says | 中文 |\n|---|---|---|\n";
  std::istringstream lines(read("engine/base/texts/en/refusal.txt"));
  for (std::string line; std::getline(lines, line);) {
    const std::string code = line.substr(0, line.find(": "));
    if (line.starts_with('#') || line.empty() || code.ends_with(".hint")) continue;
    out += fmt::format("| `{}` | {} | {} |\n", code, cell(text("en", code)), cell(text("zh-CN", code)));
  }
  return out;
}

}  // namespace

TEST_CASE("docs/refusal-codes.md is what the catalogue says", "[codes][docs]") {
  if (std::getenv("BIHUAN_WRITE_DOCS") != nullptr)
    std::ofstream("docs/refusal-codes.md", std::ios::binary) << refusals();
  CHECK(read("docs/refusal-codes.md") == refusals());
}

TEST_CASE("each code has a file that triggers exactly it, there", "[codes]") {
  for (const auto& code : codes()) {
    INFO(code);
    const auto loaded = load_checked(folder / code / "fault.yaml");
    INFO(list(loaded.problems));
    REQUIRE(loaded.problems.size() == 1);
    CHECK(loaded.problems[0].code == code);
    CHECK(place(loaded.problems[0]) == expected_place(folder / code / "fault.yaml"));
    CHECK((loaded.definition == nullptr) == has_errors(loaded.problems));
  }
}

TEST_CASE("each code has a near miss that triggers nothing", "[codes]") {
  for (const auto& code : codes()) {
    INFO(code);
    const auto loaded = load_checked(folder / code / "near.yaml");
    INFO(list(loaded.problems));
    CHECK(loaded.problems.empty());
    CHECK(loaded.definition != nullptr);
  }
}

TEST_CASE("no code is left without its files, and each has a hint in both languages", "[codes]") {
  // Not about the text of a definition; too large for the repository; lines of bihuan diff.
  const std::set<std::string> others{"workflow_unknown",           "file_unreadable", "file_too_large", "diff_same",
                                     "folder_without_definitions", "diff_missing",    "diff_descends",  "diff_all_map"};
  const auto known = codes();
  for (const auto* area : {"engine/base/texts/en/check.txt", "engine/base/texts/en/yaml.txt"}) {
    std::istringstream lines(read(area));
    for (std::string line; std::getline(lines, line);) {
      const std::string key = line.substr(0, line.find(": "));
      if (key.starts_with("type.") || key.starts_with("what.") || key.starts_with("duration.")) continue;  // words
      if (line.starts_with('#') || key.ends_with(".hint") || others.contains(key)) continue;
      INFO(key);
      CHECK(std::ranges::find(known, key) != known.end());
    }
  }
  for (const auto& code : known) {
    INFO(code);
    CHECK(text("en", code) != code);
    CHECK(text("zh-CN", code) != code);
    CHECK(text("en", code + ".hint") != code + ".hint");
    CHECK(text("zh-CN", code + ".hint") != code + ".hint");
  }
}

TEST_CASE("no message shows a place that nobody fills", "[codes]") {
  for (const auto& code : codes()) {
    const auto loaded = load_checked(folder / code / "fault.yaml");
    for (const auto& problem : loaded.problems) {
      for (const auto* language : {"en", "zh-CN"}) {
        // What is not filled stays as the catalogue has it; only texts about such places speak of them.
        const std::string said = problem.message(language);
        INFO(said);
        for (const auto* name :
             {"{id}", "{known}", "{what}", "{key}", "{clock}", "{witness}", "{guard}", "{event}", "{line}"}) {
          CHECK((said.find(name) == std::string::npos || code.starts_with("message_")));
        }
      }
    }
  }
}

TEST_CASE("docs/check-codes.md is what the codes say", "[codes][docs]") {
  if (std::getenv("BIHUAN_WRITE_DOCS") != nullptr) std::ofstream("docs/check-codes.md", std::ios::binary) << table();
  CHECK(read("docs/check-codes.md") == table());
}

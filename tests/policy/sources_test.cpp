#include <regex>
#include <set>

#include "tests/policy/tree.h"
#include "tests/support/catch.h"

namespace {

// The one file that reads the machine's clock; everything else is given the time.
const std::string clock_file = "engine/runtime/system_clock.cpp";

bool is_product(const std::string& path) {
  const auto layer = layer_of(path);
  return layer != "tests" && layer != "bench";
}

}  // namespace

TEST_CASE("one file reads the wall clock", "[policy]") {
  static const std::regex raw(R"(system_clock::now|\btime\(nullptr\)|\bgettimeofday\b|\bclock_gettime\b)");
  for (const auto& file : source_files()) {
    if (!is_product(file.path) || file.path == clock_file) continue;
    INFO(file.path);
    CHECK_FALSE(std::regex_search(file.text, raw));
  }
}

TEST_CASE("no test sleeps", "[policy]") {
  static const std::regex sleeping(R"(sleep_for|sleep_until|\busleep\(|\bnanosleep\()");
  for (const auto& file : source_files()) {
    if (layer_of(file.path) != "tests" || file.path.rfind("tests/policy/", 0) == 0) continue;
    INFO(file.path);
    CHECK_FALSE(std::regex_search(file.text, sleeping));
  }
}

TEST_CASE("only the shared header includes Catch2", "[policy]") {
  for (const auto& file : source_files()) {
    for (const auto& include : file.includes) {
      INFO(file.path);
      CHECK((include.rfind("catch2/", 0) != 0 || file.path == "tests/support/catch.h"));
    }
  }
}

TEST_CASE("headers begin with a comment and are guarded", "[policy]") {
  for (const auto& file : source_files()) {
    if (!file.path.ends_with(".h") || file.path == "tests/support/catch.h") continue;
    INFO(file.path);
    CHECK(file.text.rfind("//", 0) == 0);
    CHECK(file.text.find("#pragma once") != std::string::npos);
  }
}

TEST_CASE("Chinese texts stand in catalogues, not in code", "[policy]") {
  static const std::set<std::string> layers = {"engine/base",       "engine/calendar", "engine/yaml", "engine/core",
                                               "engine/expression", "engine/runtime",  "storage",     "web"};
  static const std::regex comment(R"(//[^\n]*)");
  for (const auto& file : source_files()) {
    if (!layers.contains(layer_of(file.path))) continue;
    const std::string code = std::regex_replace(file.text, comment, "");
    bool chinese = false;
    for (std::size_t i = 0; i + 2 < code.size(); ++i) {
      const auto lead = static_cast<unsigned char>(code[i]);
      chinese = chinese || (lead >= 0xE4 && lead <= 0xE9);
    }
    INFO(file.path);
    CHECK_FALSE(chinese);
  }
}

TEST_CASE("every library that is linked stands in docs/licences.md", "[policy]") {
  const std::string listed = text_of("docs/licences.md");
  const std::string found = text_of("cmake/BihuanDependencies.cmake");
  // find_package(NAME …) and pkg_check_modules(NAME REQUIRED IMPORTED_TARGET name …)
  static const std::regex call(R"((?:find_package\(|IMPORTED_TARGET )([A-Za-z0-9_-]+))");
  int libraries = 0;
  for (std::sregex_iterator match(found.begin(), found.end(), call), end; match != end; ++match) {
    const std::string name = (*match)[1];
    if (name == "Threads" || name == "PkgConfig") continue;  // no libraries of others
    INFO(name);
    CHECK(listed.find("| " + name + " |") != std::string::npos);
    ++libraries;
  }
  CHECK(libraries >= 19);
}

#include <map>
#include <set>

#include "tests/policy/tree.h"
#include "tests/support/catch.h"

namespace {

// ARCHITECTURE.md: what each layer may include besides itself. Tests and benches may include everything.
const std::map<std::string, std::set<std::string>> allowed = {
    {"engine/base", {}},
    {"engine/expression", {"engine/base"}},
    {"engine/calendar", {"engine/base", "engine/yaml"}},
    {"engine/yaml", {"engine/base"}},
    {"engine/core", {"engine/base", "engine/expression", "engine/calendar"}},
    {"engine/definition", {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core"}},
    {"engine/simulation",
     {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core", "engine/definition"}},
    {"engine/scenario",
     {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core", "engine/definition"}},
    {"engine/diagram", {"engine/base", "engine/expression", "engine/calendar", "engine/core"}},
    {"engine/runtime",
     {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core", "engine/definition"}},
    {"engine/report",
     {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core", "engine/definition",
      "engine/runtime"}},
    {"engine/ledger",
     {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core", "engine/definition",
      "engine/runtime", "engine/report"}},
    {"storage",
     {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core", "engine/definition",
      "engine/runtime", "engine/report"}},
    {"web",
     {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core", "engine/definition",
      "engine/runtime", "engine/report", "engine/ledger", "engine/diagram"}},
    {"cli",
     {"engine/base", "engine/expression", "engine/calendar", "engine/yaml", "engine/core", "engine/definition",
      "engine/runtime", "engine/report", "engine/ledger", "engine/simulation", "engine/scenario", "engine/diagram",
      "storage", "web"}},
};

bool is_ours(const std::string& include) {
  for (const char* top : {"engine/", "storage/", "web/", "cli/", "tests/", "bench/"}) {
    if (include.rfind(top, 0) == 0) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("includes follow the arrows between the layers", "[policy]") {
  const auto files = source_files();
  REQUIRE(files.size() > 5);
  for (const auto& file : files) {
    const auto rule = allowed.find(layer_of(file.path));
    if (rule == allowed.end()) continue;
    for (const auto& include : file.includes) {
      if (!is_ours(include)) continue;
      const std::string target = layer_of(include);
      INFO(file.path << " includes " << include);
      CHECK((target == rule->first || rule->second.contains(target)));
    }
  }
}

TEST_CASE("only engine/yaml sees yaml-cpp", "[policy]") {
  for (const auto& file : source_files()) {
    for (const auto& include : file.includes) {
      INFO(file.path);
      CHECK((include.rfind("yaml-cpp/", 0) != 0 || layer_of(file.path) == "engine/yaml"));
    }
  }
}

TEST_CASE("Beast is included by three files at most", "[policy]") {
  int count = 0;
  for (const auto& file : source_files()) {
    bool beast = false;
    for (const auto& include : file.includes) beast = beast || include.rfind("boost/beast", 0) == 0;
    count += beast;
    INFO(file.path);
    CHECK_FALSE((beast && file.path.ends_with(".h")));
  }
  CHECK(count <= 3);
}

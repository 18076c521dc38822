#include "tests/core/charts.h"

#include "engine/definition/chart_file.h"
#include "engine/yaml/parse.h"
#include "tests/support/catch.h"

namespace bihuan::testing {

std::shared_ptr<const core::Definition> chart_of(const yaml::Node& top) {
  auto definition = std::make_shared<core::Definition>();
  definition->kind = core::DefinitionKind::chart;
  Problems problems;
  yaml::Node whole = top;  // inside a test file a chart need not say what it is
  if (whole.find("kind") == nullptr) {
    yaml::Entry kind{top, top};
    kind.key.kind = kind.value.kind = yaml::Kind::scalar;
    kind.key.text = "kind";
    kind.value.text = "chart";
    whole.entries.push_back(std::move(kind));
  }
  definition::read_chart(whole, definition->chart, definition->title, problems);
  std::string found;
  for (const Problem& problem : problems) found += to_text(problem, "en");
  INFO(found);
  REQUIRE_FALSE(has_errors(problems));
  return definition;
}

std::shared_ptr<const core::Definition> chart_of(const std::string& yaml_text) {
  const yaml::Parsed parsed = yaml::parse(yaml_text, "chart.yaml");
  std::string found;
  for (const Problem& problem : parsed.problems) found += to_text(problem, "en");
  INFO(found);
  REQUIRE(parsed.ok());
  return chart_of(parsed.document.root);
}

}  // namespace bihuan::testing

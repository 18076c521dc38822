// Charts for tests: from YAML text, or from a map inside a test file. Fails the test on a chart with errors.
#pragma once

#include <memory>
#include <string>

#include "engine/core/workflow.h"
#include "engine/yaml/node.h"

namespace bihuan::testing {

[[nodiscard]] std::shared_ptr<const core::Definition> chart_of(const std::string& yaml_text);
[[nodiscard]] std::shared_ptr<const core::Definition> chart_of(const yaml::Node& top);

}  // namespace bihuan::testing

// A file with `kind: chart` as a whole. Pure.
#pragma once

#include <string>

#include "engine/base/problem.h"
#include "engine/core/chart.h"
#include "engine/yaml/node.h"

namespace bihuan::definition {

// Reads chart, title, data, initial and states below the file's top map into `chart`.
void read_chart(const yaml::Node& top, core::Chart& chart, std::string& title, Problems& problems);

}  // namespace bihuan::definition

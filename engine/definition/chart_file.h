// A bare chart (`kind: chart`) from a tree that is already parsed, for those who keep charts inside other files. Pure.
#pragma once

#include <string>

#include "engine/base/problem.h"
#include "engine/core/chart.h"
#include "engine/yaml/node.h"

namespace bihuan::definition {

// Reads chart, title, data, initial and states below the map `top` into `chart`; no checks of the whole.
void read_chart(const yaml::Node& top, core::Chart& chart, std::string& title, Problems& problems);

}  // namespace bihuan::definition

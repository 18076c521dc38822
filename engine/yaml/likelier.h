// What people get wrong in YAML, found in the lines around the place where the parser gave up: it names the place from
// which it could not go on, and that is often a line behind the mistake. Pure. Private to this folder.
#pragma once

#include <optional>

#include "engine/base/problem.h"
#include "engine/yaml/node.h"

namespace bihuan::yaml {

// A problem of syntax that says more than `told`, at the place to be mended; nothing when no known mistake is there.
// `offset` is the byte at which the parser gave up, `quoted` the last text in quotes it read (without a source: none).
[[nodiscard]] std::optional<Problem> likelier_problem(const Source& source, const Problem& told, std::size_t offset,
                                                      const Node& quoted);

}  // namespace bihuan::yaml

// What is refused before the parser sees it: bad UTF-8, control characters, tabs that indent, absurd nesting.
// Pure. Private to this folder.
#pragma once

#include "engine/base/problem.h"
#include "engine/yaml/source.h"

namespace bihuan::yaml {

// All such problems of the text, at most a few of one kind.
[[nodiscard]] Problems screen(const Source& source);

// The text with spaces for tabs in empty lines and before comments, where they mean nothing but stop the parser.
[[nodiscard]] std::string without_idle_tabs(std::string_view text);

}  // namespace bihuan::yaml

// The catalogues of texts for people: engine/base/texts/{en,zh-CN}/AREA.txt, embedded.
// A line is `key: text with {names}`; `#` starts a comment line; `\n` in a text is a line break.
// Immutable after the first call; share freely between threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"

namespace bihuan {

// The text of `key` in `language` ("zh-CN" or "zh..." reads Chinese, all else English), its {names} filled from
// `arguments`; an argument that is "@" and a key stands for that text. A key in no catalogue answers itself, so that a
// missing text is visible; a test refuses such keys.
[[nodiscard]] std::string text(std::string_view language, std::string_view key, const MessageArguments& arguments = {});

// The pattern with its {names} filled; a name without an argument stays as it is.
[[nodiscard]] std::string filled(std::string_view pattern, const MessageArguments& arguments);

[[nodiscard]] bool has_text(std::string_view key);

// All keys of one language, sorted: for the test that both languages say the same.
[[nodiscard]] std::vector<std::string> text_keys(std::string_view language);

}  // namespace bihuan

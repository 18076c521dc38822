// The language that the subcommands speak: BIHUAN_LANGUAGE, else the locale of the terminal (LC_ALL, LC_MESSAGES,
// LANG).
#pragma once

#include <string>

namespace bihuan::cli {

[[nodiscard]] std::string language_of_terminal();  // "zh-CN" or "en"

}  // namespace bihuan::cli

// The language that the subcommands speak: BIHUAN_LANGUAGE, else the locale of the terminal (LC_ALL, LC_MESSAGES,
// LANG).
#pragma once

#include <CLI/App.hpp>
#include <string>

namespace bihuan::cli {

[[nodiscard]] std::string language_of_terminal();  // "zh-CN" or "en"

// The option --lang of a subcommand: zh, zh-CN or en.
void add_language(CLI::App& command, std::string& language);

}  // namespace bihuan::cli

#include "cli/language.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

namespace bihuan::cli {

std::string language_of_terminal() {
  for (const char* name : {"BIHUAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string(value).starts_with("zh") ? "zh-CN" : "en";
  }
  return "en";
}

void add_language(CLI::App& command, std::string& language) {
  command.add_option("--lang", language, "Language of the messages: zh or en (default: that of the terminal)")
      ->check(CLI::IsMember({"zh", "zh-CN", "en"}));
}

}  // namespace bihuan::cli

#include "cli/language.h"

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

}  // namespace bihuan::cli

#include "cli/report_files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace bihuan::cli {

std::string terminal_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return std::string_view(value).starts_with("zh") ? "zh-CN" : "en";
  }
  return "en";
}

Result<std::string> read_whole_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  if (!in || !(bytes << in.rdbuf()))
    return Error("file_unreadable", {{"file", path}, {"reason", "it is missing or empty"}});
  return bytes.str();
}

void write_whole_file(const std::string& path, std::string_view bytes) {
  const std::string part = path + ".part";
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) throw std::runtime_error("cannot write " + path);
  }
  std::filesystem::rename(part, path);
}

int complain(const Error& error, const std::string& language, int exit_code) {
  std::cerr << error.message(language) << '\n';
  if (const std::string hint = error.hint(language); !hint.empty()) std::cerr << "  hint: " << hint << '\n';
  return exit_code;
}

}  // namespace bihuan::cli

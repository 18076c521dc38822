#include "tests/policy/tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

namespace {

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex pattern(R"re((?:^|\n)[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">])re");
  std::vector<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), pattern); it != std::sregex_iterator(); ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

}  // namespace

std::vector<SourceFile> source_files() {
  namespace fs = std::filesystem;
  std::vector<SourceFile> files;
  for (const char* root : {"engine", "storage", "web", "cli", "tests", "bench"}) {
    if (!fs::exists(root)) continue;
    for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator(); ++it) {
      if (it->is_directory() && it->path().filename() == "node_modules") it.disable_recursion_pending();
      const auto extension = it->path().extension();
      if (!it->is_regular_file() || (extension != ".h" && extension != ".cpp")) continue;
      std::string text = text_of(it->path());
      auto includes = includes_of(text);
      files.push_back({it->path().generic_string(), std::move(text), std::move(includes)});
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::string layer_of(const std::string& path) {
  const auto first = path.find('/');
  const std::string top = path.substr(0, first);
  if (top != "engine") return top;
  return path.substr(0, path.find('/', first + 1));
}

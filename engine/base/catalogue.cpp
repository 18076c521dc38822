#include "engine/base/catalogue.h"

#include <algorithm>
#include <unordered_map>

#include "engine/base/embedded.h"

namespace bihuan {
namespace embedded {
std::span<const File> texts();
}

namespace {

using Catalogue = std::unordered_map<std::string_view, std::string>;  // keys stand in the program

std::string unescape(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\' && i + 1 < raw.size() && raw[i + 1] == 'n') {
      out += '\n';
      ++i;
    } else {
      out += raw[i];
    }
  }
  return out;
}

void read_lines(std::string_view bytes, Catalogue& into) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    bytes = end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
    const auto colon = line.find(": ");
    if (line.empty() || line.front() == '#' || colon == std::string_view::npos) continue;
    into.emplace(line.substr(0, colon), unescape(line.substr(colon + 2)));
  }
}

Catalogue load(std::string_view folder) {
  Catalogue catalogue;
  for (const auto& file : embedded::texts()) {
    if (file.path.starts_with(folder)) read_lines(file.bytes, catalogue);
  }
  return catalogue;
}

const Catalogue& english() {
  static const Catalogue catalogue = load("en/");
  return catalogue;
}

const Catalogue& chinese() {
  static const Catalogue catalogue = load("zh-CN/");
  return catalogue;
}

const Catalogue& catalogue_of(std::string_view language) {
  return language.starts_with("zh") ? chinese() : english();
}

}  // namespace

std::string filled(std::string_view pattern, const MessageArguments& arguments) {
  std::string out;
  out.reserve(pattern.size() + 32);  // most arguments are short
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    out += pattern.substr(0, open);
    bool found = false;
    for (const auto& [key, value] : arguments) {
      if (key == name) {
        out += value;
        found = true;
        break;
      }
    }
    if (!found) out += pattern.substr(open, close - open + 1);
    pattern = pattern.substr(close + 1);
  }
  out += pattern;
  return out;
}

std::string text(std::string_view language, std::string_view key, const MessageArguments& arguments) {
  const Catalogue& catalogue = catalogue_of(language);
  const auto found = catalogue.find(key);
  if (found == catalogue.end()) return std::string(key);
  const auto is_key = [](const auto& argument) { return argument.second.starts_with('@'); };
  if (std::none_of(arguments.begin(), arguments.end(), is_key)) return filled(found->second, arguments);
  MessageArguments said = arguments;
  for (auto& [name, value] : said) {
    const auto word = value.starts_with('@') ? catalogue.find(std::string_view(value).substr(1)) : catalogue.end();
    if (word != catalogue.end()) value = word->second;
  }
  return filled(found->second, said);
}

bool has_text(std::string_view key) {
  return english().contains(key);
}

std::vector<std::string> text_keys(std::string_view language) {
  std::vector<std::string> keys;
  for (const auto& entry : catalogue_of(language)) keys.emplace_back(entry.first);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace bihuan

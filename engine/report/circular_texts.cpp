#include <cctype>
#include <span>

#include "engine/base/embedded.h"
#include "engine/base/hash.h"
#include "engine/report/circular.h"
#include "engine/yaml/parse.h"

namespace bihuan {
namespace embedded {
std::span<const File> shipped_workflows();
}

namespace report {

Result<CircularTexts> CircularTexts::read(std::string bytes, std::string file) {
  CircularTexts out;
  out.hash_ = sha256_hex(bytes);
  auto document = yaml::load(std::move(bytes), std::move(file));
  if (!document) return document.error();
  for (const auto& entry : document->root.entries) out.texts_[entry.key.text] = entry.value.text;
  return out;
}

Result<CircularTexts> CircularTexts::shipped() {
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path == "documents/circular/texts.yaml") return read(std::string(file.bytes), std::string(file.path));
  }
  return Error("template_unknown", {{"name", "circular/texts.yaml"}, {"known", ""}});
}

void CircularTexts::complete_from(const CircularTexts& other) {
  texts_.insert(other.texts_.begin(), other.texts_.end());
}

std::string CircularTexts::operator()(std::string_view key, const MessageArguments& arguments) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) return std::string(key);
  std::string_view pattern = found->second;
  std::string out;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) break;
    out += pattern.substr(0, open);
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    bool known = false;
    for (const auto& [argument, value] : arguments) {
      if (argument == name) {
        out += value;
        known = true;
        break;
      }
    }
    if (!known) out += pattern.substr(open, close + 1 - open);
    pattern = pattern.substr(close + 1);
  }
  out += pattern;
  return out;
}

namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// Runs of digits (with a last X, with hyphens) as long as telephone and identity-card numbers become stars.
std::string without_numbers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (!digit(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    std::size_t digits = 0;
    while (end < text.size() &&
           (digit(text[end]) || (text[end] == '-' && end + 1 < text.size() && digit(text[end + 1]))))
      digits += digit(text[end++]) ? 1 : 0;
    if (end < text.size() && (text[end] == 'X' || text[end] == 'x') && digits == 17) {
      ++end;
      ++digits;
    }
    // Numbers of cases and dates stay: they are shorter, or written with 年 and 〔〕.
    out += digits >= 7 ? std::string("***") : std::string(text.substr(i, end - i));
    i = end;
  }
  return out;
}

std::string without_mail(std::string text) {
  for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    const auto part_of = [&](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
    };
    std::size_t begin = at;
    std::size_t end = at + 1;
    while (begin > 0 && part_of(text[begin - 1])) --begin;
    while (end < text.size() && part_of(text[end])) ++end;
    if (begin == at || end == at + 1) continue;
    text.replace(begin, end - begin, "***");
    at = begin;
  }
  return text;
}

// The code point before `at` starts here.
std::size_t before(const std::string& text, std::size_t at) {
  if (at > 0) --at;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

// 张某某先生 → 某先生: up to three characters before a form of address go, unless they already end with 某.
std::string without_names(std::string text) {
  for (const std::string_view address : {"先生", "女士", "小姐", "老人", "同志"}) {
    for (auto at = text.find(address); at != std::string::npos; at = text.find(address, at + address.size())) {
      std::size_t begin = at;
      for (int i = 0; i < 3 && begin > 0; ++i) {
        const std::size_t earlier = before(text, begin);
        const auto lead = static_cast<unsigned char>(text[earlier]);
        if (lead < 0xE4 || lead > 0xE9) break;  // punctuation, digits, letters end the name
        begin = earlier;
        const std::string_view character = std::string_view(text).substr(begin, 3);
        static constexpr std::string_view no_name = "的由据向为对和与在是请让叫给被称";
        if (no_name.find(character) != std::string_view::npos) {
          begin += 3;
          break;
        }
      }
      if (begin == at) continue;
      text.replace(begin, at - begin, "某");
      at = begin + 3;
    }
  }
  return text;
}

// 12幢3单元401室 → **: runs of digits before these words.
std::string without_doors(std::string text) {
  for (const std::string_view word : {"幢", "栋", "单元", "室", "号楼"}) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + word.size())) {
      std::size_t begin = at;
      while (begin > 0 && (digit(text[begin - 1]) || text[begin - 1] == '-')) --begin;
      if (begin == at) continue;
      text.replace(begin, at - begin, "**");
      at = begin + 2;
    }
  }
  return text;
}

}  // namespace

std::string without_identities(std::string_view text) {
  return without_doors(without_names(without_mail(without_numbers(text))));
}

}  // namespace report
}  // namespace bihuan

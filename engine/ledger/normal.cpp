#include "engine/ledger/normal.h"

#include "engine/base/utf8.h"

namespace bihuan::ledger {
namespace {

bool is_blank(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\r' || c == U'\n' || c == 0x3000 || c == 0xA0 || c == 0xFEFF ||
         (c >= 0x2000 && c <= 0x200B);
}

char32_t halved(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  if (c == 0x3000 || c == 0xA0) return U' ';
  return c;
}

}  // namespace

std::string half_width(std::string_view text) {
  std::string out;
  std::size_t kept = 0;  // length without trailing blanks
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = halved(utf8::decode(text, i));
    if (is_blank(c) && out.empty()) continue;
    utf8::append(out, c);
    if (!is_blank(c)) kept = out.size();
  }
  out.resize(kept);
  return out;
}

std::string normal(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = halved(utf8::decode(text, i));
    if (is_blank(c) || c == U'*' || c == U':') continue;
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
    if (c == U'[' || c == 0x3010 || c == 0x3014) c = U'(';
    if (c == U']' || c == 0x3011 || c == 0x3015) c = U')';
    utf8::append(out, c);
  }
  return out;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  std::string part;
  const auto finish = [&] {
    std::string clean = half_width(part);
    if (!clean.empty()) out.push_back(std::move(clean));
    part.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = utf8::decode(text, i);
    const bool separator = c == U',' || c == U';' || c == U'/' || c == U'|' || c == U'\n' || c == 0x3001 ||
                           c == 0xFF0C || c == 0xFF1B || c == 0xFF0F;
    if (separator) {
      finish();
    } else {
      utf8::append(part, c);
    }
  }
  finish();
  return out;
}

std::string listed(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

}  // namespace bihuan::ledger

#include "engine/expression/lexer.h"

#include <array>
#include <charconv>
#include <optional>

#include "engine/base/utf8.h"

namespace bihuan::expression {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool continues_name(char c) {
  return starts_name(c) || is_digit(c);
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<char> simple_escape(char c) {
  switch (c) {
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`':
      return c;
    default:
      return std::nullopt;
  }
}

constexpr std::array<std::string_view, 6> kDoubles{"&&", "||", "==", "!=", "<=", ">="};
constexpr std::string_view kSingles = "<>+-*/%!?:.,()[]{}";

}  // namespace

void Lexer::fail(std::string_view code, std::size_t from, std::size_t to) const {
  throw LexicalError{Error(code, {{"found", std::string(source_.substr(from, to - from))}}),
                     static_cast<std::uint32_t>(from)};
}

void Lexer::skip_blanks() {
  while (position_ < source_.size()) {
    const char c = source_[position_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      ++position_;
    } else if (c == '/' && at(position_ + 1) == '/') {
      while (position_ < source_.size() && source_[position_] != '\n') ++position_;
    } else {
      return;
    }
  }
}

// Length of the letters before a quote (r, b, rb, …); npos when no text literal starts here.
std::size_t Lexer::prefix_of_text() const {
  const auto is_quote = [&](std::size_t i) { return at(i) == '"' || at(i) == '\''; };
  const auto is_raw = [&](std::size_t i) { return at(i) == 'r' || at(i) == 'R'; };
  const auto is_bytes = [&](std::size_t i) { return at(i) == 'b' || at(i) == 'B'; };
  if (is_quote(position_)) return 0;
  if ((is_raw(position_) || is_bytes(position_)) && is_quote(position_ + 1)) return 1;
  if (((is_raw(position_) && is_bytes(position_ + 1)) || (is_bytes(position_) && is_raw(position_ + 1))) &&
      is_quote(position_ + 2)) {
    return 2;
  }
  return std::string_view::npos;
}

Token Lexer::next() {
  skip_blanks();
  Token token;
  token.offset = static_cast<std::uint32_t>(position_);
  if (position_ >= source_.size()) return token;
  const char c = source_[position_];
  if (const auto prefix = prefix_of_text(); prefix != std::string_view::npos) return text(prefix);
  if (is_digit(c) || (c == '.' && is_digit(at(position_ + 1)))) return number();
  const std::size_t start = position_;
  if (starts_name(c)) {
    while (continues_name(at(position_))) ++position_;
    token.kind = TokenKind::identifier;
    token.text = source_.substr(start, position_ - start);
    return token;
  }
  if (c == '`') {
    const auto close = source_.find('`', start + 1);
    const auto allowed = [](char x) { return continues_name(x) || x == '.' || x == '-' || x == '/' || x == ' '; };
    std::size_t end = start + 1;
    while (allowed(at(end))) ++end;
    if (close == std::string_view::npos || close != end || end == start + 1) {
      fail("expression_bad_quoted_name", start, std::min(source_.size(), end + 1));
    }
    token.kind = TokenKind::quoted;
    token.text = source_.substr(start + 1, end - start - 1);
    position_ = close + 1;
    return token;
  }
  token.kind = TokenKind::punctuation;
  for (const auto pair : kDoubles) {
    if (source_.substr(start, 2) == pair) {
      token.text = source_.substr(start, 2);
      position_ += 2;
      return token;
    }
  }
  if (kSingles.find(c) == std::string_view::npos) {
    std::size_t end = start;
    static_cast<void>(utf8::decode(source_, end));
    fail("expression_bad_character", start, end);
  }
  token.text = source_.substr(start, 1);
  ++position_;
  return token;
}

Token Lexer::number() {
  Token token;
  const std::size_t start = position_;
  token.offset = static_cast<std::uint32_t>(start);
  bool floating = false;
  if (at(start) == '0' && (at(start + 1) == 'x' || at(start + 1) == 'X')) {
    position_ += 2;
    while (hex_digit(at(position_)) >= 0) ++position_;
    if (position_ == start + 2) fail("expression_bad_number", start, position_);
  } else {
    while (is_digit(at(position_))) ++position_;
    if (at(position_) == '.' && is_digit(at(position_ + 1))) {
      floating = true;
      ++position_;
      while (is_digit(at(position_))) ++position_;
    }
    if (at(position_) == 'e' || at(position_) == 'E') {
      std::size_t digit = position_ + 1;
      if (at(digit) == '+' || at(digit) == '-') ++digit;
      if (!is_digit(at(digit))) fail("expression_bad_number", start, digit);
      floating = true;
      while (is_digit(at(digit))) ++digit;
      position_ = digit;
    }
  }
  token.text = source_.substr(start, position_ - start);
  if (floating) {
    double parsed = 0;
    const auto result = std::from_chars(token.text.data(), token.text.data() + token.text.size(), parsed);
    if (result.ec == std::errc::result_out_of_range) {
      // Too small reads as zero, too large is a mistake.
      parsed = std::strtod(std::string(token.text).c_str(), nullptr);
      if (parsed > 1) fail("expression_number_too_large", start, position_);
    }
    token.kind = TokenKind::literal;
    token.value = Value::floating(parsed);
  } else if (at(position_) == 'u' || at(position_) == 'U') {
    const bool hex = token.text.starts_with("0x") || token.text.starts_with("0X");
    const std::string_view digits = hex ? token.text.substr(2) : token.text;
    std::uint64_t parsed = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), parsed, hex ? 16 : 10);
    ++position_;
    if (result.ec != std::errc()) fail("expression_number_too_large", start, position_);
    token.kind = TokenKind::literal;
    token.value = Value::uinteger(parsed);
  } else {
    token.kind = TokenKind::integer;
  }
  if (continues_name(at(position_))) {
    while (continues_name(at(position_))) ++position_;
    fail("expression_bad_number", start, position_);
  }
  return token;
}

Token Lexer::text(std::size_t prefix) {
  Token token;
  const std::size_t start = position_;
  token.offset = static_cast<std::uint32_t>(start);
  bool raw = false;
  bool bytes = false;
  for (std::size_t i = 0; i < prefix; ++i) {
    const char c = source_[position_++];
    (c == 'r' || c == 'R' ? raw : bytes) = true;
  }
  const char quote = source_[position_];
  const bool triple = at(position_ + 1) == quote && at(position_ + 2) == quote;
  const std::string_view close = source_.substr(position_, triple ? 3 : 1);
  position_ += close.size();
  std::string out;
  while (!source_.substr(position_).starts_with(close)) {
    if (position_ >= source_.size() || (!triple && (at(position_) == '\n' || at(position_) == '\r'))) {
      fail("expression_unterminated_text", start, std::min(source_.size(), start + close.size() + prefix));
    }
    if (!raw && source_[position_] == '\\') {
      escape(out, bytes);
    } else {
      out += source_[position_++];
    }
  }
  position_ += close.size();
  token.kind = TokenKind::literal;
  token.text = source_.substr(start, position_ - start);
  token.value = bytes ? Value::bytes(std::move(out)) : Value::string(std::move(out));
  return token;
}

std::uint32_t Lexer::digits(int count, int base) {
  const std::size_t start = position_;
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i, ++position_) {
    const int digit = hex_digit(at(position_));
    if (digit < 0 || digit >= base) fail("expression_bad_escape", start, position_);
    value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
  }
  return value;
}

void Lexer::escape(std::string& out, bool bytes) {
  const std::size_t start = position_++;
  const char c = at(position_);
  if (const auto simple = simple_escape(c)) {
    out += *simple;
    ++position_;
    return;
  }
  std::uint32_t code = 0;
  if (c >= '0' && c <= '3') {
    code = digits(3, 8);
  } else if (c == 'x' || c == 'X') {
    ++position_;
    code = digits(2, 16);
  } else if (!bytes && (c == 'u' || c == 'U')) {
    ++position_;
    code = digits(c == 'u' ? 4 : 8, 16);
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) fail("expression_bad_escape", start, position_);
  } else {
    fail("expression_bad_escape", start, std::min(source_.size(), position_ + 1));
  }
  if (bytes) {
    out += static_cast<char>(code);
  } else {
    utf8::append(out, code);
  }
}

}  // namespace bihuan::expression

// Lexer: the source of an expression as tokens, with literals decoded. Used by one Parser; keeps a view of the source.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/error.h"
#include "engine/expression/value.h"

namespace bihuan::expression {

enum class TokenKind : std::uint8_t {
  end,
  identifier,  // also reserved words and keywords
  quoted,      // `any name`
  integer,     // digits as written in `text`; the sign is the parser's
  literal,     // string, bytes, uint or double in `value`
  punctuation,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t offset = 0;
  std::string_view text;
  Value value;

  [[nodiscard]] bool is(std::string_view punctuation) const {
    return kind == TokenKind::punctuation && text == punctuation;
  }
  [[nodiscard]] bool is_word(std::string_view word) const { return kind == TokenKind::identifier && text == word; }
};

// A mistake with the byte it is at; the parser turns it into a line and a column.
struct LexicalError {
  Error error;
  std::uint32_t offset;
};

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  // Throws LexicalError, which never leaves parse().
  Token next();

 private:
  void skip_blanks();
  Token number();
  Token text(std::size_t prefix);
  void escape(std::string& out, bool bytes);
  std::uint32_t digits(int count, int base);
  [[noreturn]] void fail(std::string_view code, std::size_t from, std::size_t to) const;
  [[nodiscard]] char at(std::size_t i) const { return i < source_.size() ? source_[i] : '\0'; }
  [[nodiscard]] std::size_t prefix_of_text() const;

  std::string_view source_;
  std::size_t position_ = 0;
};

}  // namespace bihuan::expression

#include "storage/sqlite/tokenizer.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>

namespace bihuan::sqlite {
namespace {

enum class Kind { separator, han, word };

Kind kind_of(UChar32 character) {
  const auto script = u_getIntPropertyValue(character, UCHAR_SCRIPT);
  if (script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL) {
    return Kind::han;
  }
  return u_isalnum(character) != 0 ? Kind::word : Kind::separator;
}

icu::UnicodeString normalised(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const auto source = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  if (U_FAILURE(status) != 0) throw std::runtime_error("ICU has no NFKC data");
  auto folded = normalizer->normalize(source, status);
  return U_FAILURE(status) != 0 ? source : folded;
}

// One run of characters of one kind.
struct Run {
  Kind kind;
  std::vector<UChar32> characters;
};

std::vector<Run> runs_of(std::string_view text) {
  const auto folded = normalised(text);
  std::vector<Run> runs;
  Kind previous = Kind::separator;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const auto character = folded.char32At(i);
    const auto kind = kind_of(character);
    if (kind != Kind::separator) {
      if (kind != previous) runs.push_back({kind, {}});
      runs.back().characters.push_back(character);
    }
    previous = kind;
  }
  return runs;
}

std::string utf8_of(const std::vector<UChar32>& characters, std::size_t begin, std::size_t count) {
  icu::UnicodeString joined;
  for (std::size_t i = begin; i < begin + count; ++i) joined.append(characters[i]);
  std::string out;
  joined.toUTF8String(out);
  return out;
}

// FTS5 asks for a tokenizer object; ours has no state.
int create_tokenizer(void*, const char**, int, Fts5Tokenizer** out) {
  static int nothing = 0;
  *out = reinterpret_cast<Fts5Tokenizer*>(&nothing);
  return SQLITE_OK;
}

void delete_tokenizer(Fts5Tokenizer*) {}

int run_tokenizer(Fts5Tokenizer*, void* context, int why, const char* text, int size,
                  int (*emit)(void*, int, const char*, int, int, int)) {
  // match_expression() has cut and normalised a query already: each quoted string is one token.
  if ((why & FTS5_TOKENIZE_QUERY) != 0) return emit(context, 0, text, size, 0, size);
  try {
    for (const auto& token : tokenize({text, static_cast<std::size_t>(size)})) {
      const int code = emit(context, 0, token.data(), static_cast<int>(token.size()), 0, 0);
      if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
  } catch (...) {
    return SQLITE_NOMEM;  // an exception must not cross SQLite's C code
  }
}

std::string quoted(const std::string& token) {
  return '"' + token + '"';
}  // tokens hold no quotation marks

}  // namespace

std::vector<std::string> tokenize(std::string_view text) {
  std::vector<std::string> tokens;
  for (const auto& run : runs_of(text)) {
    const auto size = run.characters.size();
    if (run.kind == Kind::word) {
      tokens.push_back(utf8_of(run.characters, 0, size));
      continue;
    }
    for (std::size_t i = 0; i + 1 < size; ++i) tokens.push_back(utf8_of(run.characters, i, 2));
    tokens.push_back(utf8_of(run.characters, size - 1, 1));
  }
  return tokens;
}

std::string match_expression(std::string_view typed) {
  std::string expression;
  const auto add = [&](const std::string& token, bool prefix) {
    if (!expression.empty()) expression += " AND ";
    expression += quoted(token);
    if (prefix) expression += '*';
  };
  for (const auto& run : runs_of(typed)) {
    const auto size = run.characters.size();
    if (run.kind == Kind::word) {
      const bool number =
          std::all_of(run.characters.begin(), run.characters.end(), [](UChar32 c) { return u_isdigit(c) != 0; });
      add(utf8_of(run.characters, 0, size), !number || size >= 4);
    } else if (size == 1) {
      add(utf8_of(run.characters, 0, 1), true);
    } else {
      for (std::size_t i = 0; i + 1 < size; ++i) add(utf8_of(run.characters, i, 2), false);
    }
  }
  return expression;
}

void register_tokenizer(Connection& connection) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection.handle(), "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  if (api == nullptr) throw Failure(SQLITE_ERROR, "sqlite: this library has no FTS5");
  fts5_tokenizer tokenizer{create_tokenizer, delete_tokenizer, run_tokenizer};
  const int code = api->xCreateTokenizer(api, "bihuan", nullptr, &tokenizer, nullptr);
  if (code != SQLITE_OK) throw Failure(code, "sqlite: cannot register the tokenizer");
}

}  // namespace bihuan::sqlite

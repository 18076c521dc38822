// The full-text tokenizer "bihuan" for FTS5: what is indexed for one text, and the query that finds it.
//
// Text is normalised with ICU (NFKC, case folded). A run of Chinese characters gives every pair of neighbours and its
// last character alone, so that words of one, two and more characters are found (one character: as the beginning of a
// pair); a run of letters or digits gives one token, so that 〔2022〕15号 is found by 2022 and by 15. Words of letters
// and numbers of four digits or more are found by their beginning, shorter numbers only whole.
// Pure functions; registration is per connection.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/sqlite/connection.h"

namespace bihuan::sqlite {

// The tokens of `text`, in order.
[[nodiscard]] std::vector<std::string> tokenize(std::string_view text);

// The FTS5 MATCH expression for what a person typed: all of its words must occur.
// Empty when nothing in it can be searched.
[[nodiscard]] std::string match_expression(std::string_view typed);

// Makes `tokenize='bihuan'` known to a connection.
void register_tokenizer(Connection& connection);

}  // namespace bihuan::sqlite

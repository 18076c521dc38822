// Text as it is compared: full width to half width, no blanks, letters small, brackets alike. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bihuan::ledger {

// For comparing headings, choices and names. Input must be valid UTF-8.
[[nodiscard]] std::string normal(std::string_view text);

// Full-width digits, letters and punctuation in half width; outer blanks gone. What people wrote, but typed cleanly.
[[nodiscard]] std::string half_width(std::string_view text);

// The parts of a list in one cell: separated by 、 , ， ; ； / | or line breaks; blanks around parts and empty parts
// gone.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);

// "甲, 乙, 丙": for a sentence.
[[nodiscard]] std::string listed(const std::vector<std::string>& parts);

}  // namespace bihuan::ledger

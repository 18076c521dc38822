#include "engine/base/day_words.h"

#include "engine/base/catalogue.h"

namespace bihuan {
namespace {

constexpr std::string_view shape = "0000-00-00";

bool begins_with_day(std::string_view text) {
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i >= text.size() || (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])) return false;
  }
  return true;
}

std::string without_zero(std::string_view two_digits) {
  return std::string(two_digits.starts_with('0') ? two_digits.substr(1) : two_digits);
}

}  // namespace

std::string day_in_words(std::string_view language, std::string_view iso) {
  if (!language.starts_with("zh") || !begins_with_day(iso)) return std::string(iso);
  std::string_view time = iso.substr(shape.size());
  if (time.starts_with(' ')) time.remove_prefix(1);
  return text(language, "day_in_words",
              {{"year", std::string(iso.substr(0, 4))},
               {"month", without_zero(iso.substr(5, 2))},
               {"day", without_zero(iso.substr(8, 2))}}) +
         std::string(time);
}

}  // namespace bihuan

#include "engine/base/json_text.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace bihuan {

void JsonText::put_escaped(std::string_view text, bool is_key) {
  raw(boost::json::serialize(boost::json::string_view(text.data(), text.size())));
  if (!is_key) return;
  put(':');
  follows_ = false;
}

void JsonText::put_number(std::int64_t number) {
  const fmt::format_int text(number);
  raw({text.data(), text.size()});
}

void JsonText::put_number(std::uint64_t number) {
  const fmt::format_int text(number);
  raw({text.data(), text.size()});
}

// The shortest text that reads as the same number; 3.0 keeps its point.
void JsonText::put_number(double number) {
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), "{}", number);
  std::string_view digits(text.data(), text.size());
  if (digits.find_first_of(".e") == std::string_view::npos) {
    text.append(std::string_view(".0"));
    digits = {text.data(), text.size()};
  }
  raw(digits);
}

void JsonText::grow(std::size_t bytes) {
  const auto length = text().size();
  const auto capacity = std::max({initial_capacity, 2 * static_cast<std::size_t>(end_ - bytes_.get()), length + bytes});
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  std::copy_n(bytes_.get(), length, larger.get());
  bytes_ = std::move(larger);
  at_ = bytes_.get() + length;
  end_ = bytes_.get() + capacity;
}

}  // namespace bihuan

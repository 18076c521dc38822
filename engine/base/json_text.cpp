#include "engine/base/json_text.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <utility>

namespace bihuan {

namespace {

// What the last text of this thread was written in: it is still in the processor's cache.
struct Spare {
  std::unique_ptr<char[]> bytes;
  std::size_t capacity = 0;
};
constexpr std::size_t most_spared = 256 * 1024;
thread_local Spare spare;

}  // namespace

JsonText::~JsonText() {
  const auto capacity = static_cast<std::size_t>(end_ - bytes_.get());
  if (capacity > spare.capacity && capacity <= most_spared) spare = {std::move(bytes_), capacity};
}

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
  fmt::format_to(std::back_inserter(text), FMT_COMPILE("{}"), number);
  std::string_view digits(text.data(), text.size());
  if (digits.find_first_of(".e") == std::string_view::npos) {
    text.append(std::string_view(".0"));
    digits = {text.data(), text.size()};
  }
  raw(digits);
}

void JsonText::grow(std::size_t bytes) {
  const auto length = text().size();
  const auto wanted = std::max({initial_capacity, 2 * static_cast<std::size_t>(end_ - bytes_.get()), length + bytes});
  auto next = std::exchange(spare, {});
  if (next.capacity < wanted) next = {std::make_unique_for_overwrite<char[]>(wanted), wanted};
  std::copy_n(bytes_.get(), length, next.bytes.get());
  bytes_ = std::move(next.bytes);
  at_ = bytes_.get() + length;
  end_ = bytes_.get() + next.capacity;
}

}  // namespace bihuan

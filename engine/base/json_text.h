// JsonText: JSON written as text, member by member, for what is written too often to be built as a tree of values
// first. Over RapidJSON's Writer. One thread owns it; whoever writes keeps keys unique and ends what it begins.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

namespace bihuan {

// RapidJSON's way of writing scalars. What stands between them is put here: it would count the members of every level.
// And it looks at every byte of a text for what must be escaped, though almost no text of ours has any.
class JsonWriter : private rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using Writer::Writer;
  enum class As { value, text, key };

  void open(char bracket) {
    separate();
    os_->Put(bracket);
    follows_ = false;
  }
  void close(char bracket) {
    os_->Put(bracket);
    follows_ = true;
  }
  // `text` as it stands, between quotes when it is a text or a key; the caller knows that nothing in it is to be
  // escaped.
  void put_plain(std::string_view text, As as) {
    const std::size_t quotes = as == As::value ? 0 : 2;
    char* into = os_->Push(text.size() + quotes + (follows_ ? 1 : 0) + (as == As::key ? 1 : 0));
    if (follows_) *into++ = ',';
    if (quotes != 0) *into++ = '"';
    into = std::copy(text.begin(), text.end(), into);
    if (quotes != 0) *into++ = '"';
    if (as == As::key) *into = ':';
    follows_ = as != As::key;
  }
  // `text` is a JSON string already, or members that end with a key.
  void put_key(std::string_view text) {
    put_plain(text, As::value);
    os_->Put(':');
    follows_ = false;
  }
  void put_string(std::string_view text, As as) {
    if (text.empty() || is_plain(text)) return put_plain(text, as);
    separate();
    WriteString(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    if (as == As::key) os_->Put(':');
    follows_ = as != As::key;
  }
  void put(std::nullptr_t) { put_plain("null", As::value); }
  void put(bool value) { put_plain(value ? "true" : "false", As::value); }
  template <std::integral T>
  void put(T value) {
    separate();
    if constexpr (std::signed_integral<T>) {
      WriteInt64(value);
    } else {
      WriteUint64(value);
    }
    follows_ = true;
  }
  void put(double value) {
    if (!std::isfinite(value)) return put(nullptr);  // no JSON for an infinite number
    separate();
    WriteDouble(value);
    follows_ = true;
  }

 private:
  // Without control characters, quotation marks and backslashes: eight bytes at a time, one bit of each tells.
  static bool is_plain(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
    const auto special = [](std::uint64_t bytes) {
      const std::uint64_t quote = bytes ^ (ones * '"'), slash = bytes ^ (ones * '\\');
      return (((bytes - ones * 0x20) & ~bytes) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & high;
    };
    std::uint64_t found = 0;
    std::size_t at = 0;
    for (std::uint64_t bytes = 0; at + 8 <= text.size(); at += 8) {
      std::memcpy(&bytes, text.data() + at, 8);
      found |= special(bytes);
    }
    std::uint64_t rest = ones * ' ';
    std::memcpy(&rest, text.data() + at, text.size() - at);
    return (found | special(rest)) == 0;
  }
  void separate() {
    if (follows_) os_->Put(',');
  }

  bool follows_ = false;  // a value stands before, in the same list or object
};

class JsonText {
 public:
  JsonText() : buffer_(nullptr, initial_capacity), writer_(buffer_) {}
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  // A boolean, a number, a text (UTF-8, as it is), nullptr, an optional of these (null when empty), or what a callable
  // writes.
  template <class T>
  void value(const T& what) {
    if constexpr (std::is_arithmetic_v<T> || std::same_as<T, std::nullptr_t>) {
      writer_.put(what);
    } else if constexpr (std::invocable<const T&>) {
      what();
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      writer_.put_string(what, JsonWriter::As::text);
    } else if (what) {
      value(*what);
    } else {
      writer_.put(nullptr);
    }
  }
  template <class T>
  void member(std::string_view key, const T& what) {
    writer_.put_string(key, JsonWriter::As::key);
    value(what);
  }
  // Members that are JSON text already, the last of them a key, whose value is `what`.
  template <class T>
  void members(std::string_view text, const T& what) {
    writer_.put_key(text);
    value(what);
  }
  // {…} around the members that `members` writes.
  void object(const std::invocable auto& members) {
    writer_.open('{');
    members();
    writer_.close('}');
  }
  // […] of what `each` writes for each item of `list`.
  template <class List, class Each>
  void array(const List& list, const Each& each) {
    writer_.open('[');
    for (const auto& item : list) each(item);
    writer_.close(']');
  }
  void array(const std::invocable auto& items) {
    writer_.open('[');
    items();
    writer_.close(']');
  }
  // Each item as value() writes it.
  template <class List>
  void values(const List& list) {
    array(list, [this](const auto& item) { value(item); });
  }
  // A whole value that is JSON text already.
  void raw(std::string_view json) { writer_.put_plain(json, JsonWriter::As::value); }

  // What has been written; lives as long as nothing more is.
  [[nodiscard]] std::string_view text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  static constexpr std::size_t initial_capacity = 16 * 1024;  // of bytes: most cases fit
  rapidjson::StringBuffer buffer_;
  JsonWriter writer_;
};

}  // namespace bihuan

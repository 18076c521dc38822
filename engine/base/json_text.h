// JsonText: JSON written as text, member by member, for answers that are asked for too often to be built as a tree of
// values first. Over RapidJSON's Writer. One thread owns it; whoever writes keeps keys unique and ends what it begins.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

namespace bihuan {

// RapidJSON looks at every byte of a text for what must be escaped; almost no text of ours has any.
class JsonWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
 public:
  using Writer::Writer;

  // `text` as it stands, between quotes when it is a string; the caller knows that nothing in it is to be escaped.
  void put_plain(std::string_view text, bool quoted) {
    Prefix(rapidjson::kStringType);
    char* into = os_->Push(text.size() + (quoted ? 2 : 0));
    if (quoted) *into++ = '"';
    std::memcpy(into, text.data(), text.size());
    if (quoted) into[text.size()] = '"';
  }
  void put_string(std::string_view text) {
    if (text.empty() || is_plain(text)) return put_plain(text, true);
    String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
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
    if constexpr (std::same_as<T, bool>) {
      writer_.Bool(what);
    } else if constexpr (std::same_as<T, std::nullptr_t>) {
      writer_.Null();
    } else if constexpr (std::signed_integral<T>) {
      writer_.Int64(what);
    } else if constexpr (std::unsigned_integral<T>) {
      writer_.Uint64(what);
    } else if constexpr (std::floating_point<T>) {
      std::isfinite(what) ? writer_.Double(what) : writer_.Null();  // no JSON for an infinite number
    } else if constexpr (std::invocable<const T&>) {
      what();
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      writer_.put_string(what);
    } else if (what) {
      value(*what);
    } else {
      writer_.Null();
    }
  }
  template <class T>
  void member(std::string_view key, const T& what) {
    writer_.put_string(key);
    value(what);
  }
  // Members that are JSON text already, the last of them a key, whose value is `what`.
  template <class T>
  void members(std::string_view text, const T& what) {
    writer_.put_plain(text, false);
    value(what);
  }
  // {…} around the members that `members` writes.
  void object(const std::invocable auto& members) {
    writer_.StartObject();
    members();
    writer_.EndObject();
  }
  // […] of what `each` writes for each item of `list`.
  template <class List, class Each>
  void array(const List& list, const Each& each) {
    writer_.StartArray();
    for (const auto& item : list) each(item);
    writer_.EndArray();
  }
  void array(const std::invocable auto& items) {
    writer_.StartArray();
    items();
    writer_.EndArray();
  }
  // Each item as value() writes it.
  template <class List>
  void values(const List& list) {
    array(list, [this](const auto& item) { value(item); });
  }
  // A whole value that is JSON text already.
  void raw(std::string_view json) { writer_.put_plain(json, false); }

  // What has been written; lives as long as nothing more is.
  [[nodiscard]] std::string_view text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  static constexpr std::size_t initial_capacity = 16 * 1024;  // of bytes: most cases fit
  rapidjson::StringBuffer buffer_;
  JsonWriter writer_;
};

}  // namespace bihuan

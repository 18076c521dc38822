// JsonText: JSON written as text, member by member, for what is written too often to be built as a tree of values
// first. One thread owns it; whoever writes keeps keys unique and ends what it begins.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

namespace bihuan {

class JsonText {
 public:
  JsonText() = default;
  ~JsonText();
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  // A boolean, a number, a text (UTF-8, as it is), nullptr, an optional of these (null when empty), or what a callable
  // writes.
  template <class T>
  void value(const T& what) {
    if constexpr (std::same_as<T, bool>) {
      what ? literal("true") : literal("false");
    } else if constexpr (std::same_as<T, std::nullptr_t>) {
      literal("null");
    } else if constexpr (std::signed_integral<T>) {
      put_number(static_cast<std::int64_t>(what));
    } else if constexpr (std::unsigned_integral<T>) {
      put_number(static_cast<std::uint64_t>(what));
    } else if constexpr (std::floating_point<T>) {
      std::isfinite(what) ? put_number(static_cast<double>(what)) : literal("null");  // no JSON for an infinite number
    } else if constexpr (std::invocable<const T&>) {
      what();
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      put_string(what, false);
    } else if (what) {
      value(*what);
    } else {
      literal("null");
    }
  }
  template <class T>
  void member(std::string_view key, const T& what) {
    put_string(key, true);
    value(what);
  }
  // A key that stands in the program, in which nothing must be escaped.
  template <std::size_t N, class T>
  void member(const char (&key)[N], const T& what) {
    char* into = room(N + 3);
    if (follows_) *into++ = ',';
    *into++ = '"';
    at_ = std::copy_n(key, N - 1, into);
    *at_++ = '"';
    *at_++ = ':';
    follows_ = false;
    value(what);
  }
  // Members that are JSON text already, the last of them a key, whose value is `what`.
  template <class T>
  void members(std::string_view text, const T& what) {
    raw(text);
    put(':');
    follows_ = false;
    value(what);
  }
  // {…} around the members that `members` writes.
  void object(const std::invocable auto& members) {
    open('{');
    members();
    close('}');
  }
  // […] of what `each` writes for each item of `list`.
  template <class List, class Each>
  void array(const List& list, const Each& each) {
    open('[');
    for (const auto& item : list) each(item);
    close(']');
  }
  void array(const std::invocable auto& items) {
    open('[');
    items();
    close(']');
  }
  // Each item as value() writes it.
  template <class List>
  void values(const List& list) {
    array(list, [this](const auto& item) { value(item); });
  }
  // A whole value that is JSON text already.
  void raw(std::string_view json) {
    char* into = room(json.size() + 1);
    if (follows_) *into++ = ',';
    at_ = std::copy(json.begin(), json.end(), into);
    follows_ = true;
  }

  // What has been written; lives as long as nothing more is.
  [[nodiscard]] std::string_view text() const { return {bytes_.get(), static_cast<std::size_t>(at_ - bytes_.get())}; }

 private:
  static constexpr std::size_t initial_capacity = 16 * 1024;  // of bytes: most cases fit

  void put_string(std::string_view text, bool is_key) {
    char* into = room(text.size() + 4);
    if (follows_) *into++ = ',';
    *into++ = '"';
    if (!copy_plain(text, into)) return put_escaped(text, is_key);
    into += text.size();
    *into++ = '"';
    if (is_key) *into++ = ':';
    at_ = into;
    follows_ = !is_key;
  }
  // Copies and looks in one go, many bytes at a time: almost no text of ours has what must be escaped. False when this
  // one has: a control character, a quotation mark or a backslash.
  static bool copy_plain(std::string_view text, char* into) {
    if (text.size() >= sizeof(Many)) return copy_words<Many>(text, into);
    if (text.size() >= sizeof(Few)) return copy_words<Few>(text, into);
    bool plain = true;
    for (const char byte : text) {
      *into++ = byte;
      plain = plain && static_cast<unsigned char>(byte) >= ' ' && byte != '"' && byte != '\\';
    }
    return plain;
  }
  using Many = unsigned char __attribute__((vector_size(16)));
  using Few = unsigned char __attribute__((vector_size(8)));
  // The text must be a word long. The last word overlaps the one before.
  template <class Word>
  static bool copy_words(std::string_view text, char* into) {
    const auto copy = [&](std::size_t at) {
      Word bytes;
      std::memcpy(&bytes, text.data() + at, sizeof bytes);
      std::memcpy(into + at, &bytes, sizeof bytes);
      return (bytes < ' ') | (bytes == '"') | (bytes == '\\');
    };
    auto found = copy(text.size() - sizeof(Word));
    for (std::size_t at = 0; at + sizeof(Word) < text.size(); at += sizeof(Word)) found |= copy(at);
    std::uint64_t any[sizeof(Word) / 8];
    std::memcpy(any, &found, sizeof any);
    return std::all_of(std::begin(any), std::end(any), [](std::uint64_t each) { return each == 0; });
  }

  template <std::size_t N>
  void literal(const char (&json)[N]) {
    char* into = room(N);
    if (follows_) *into++ = ',';
    at_ = std::copy_n(json, N - 1, into);
    follows_ = true;
  }
  void put(char byte) {
    *room(1) = byte;
    ++at_;
  }
  void open(char bracket) {
    if (follows_) put(',');
    put(bracket);
    follows_ = false;
  }
  void close(char bracket) {
    put(bracket);
    follows_ = true;
  }
  // At least so many bytes from at_ on.
  char* room(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
    return at_;
  }

  void put_escaped(std::string_view text, bool is_key);
  void put_number(std::int64_t number);
  void put_number(std::uint64_t number);
  void put_number(double number);
  void grow(std::size_t bytes);

  std::unique_ptr<char[]> bytes_;
  char* at_ = nullptr;
  char* end_ = nullptr;
  bool follows_ = false;  // a value stands before, in the same list or object
};

}  // namespace bihuan

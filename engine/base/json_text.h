// JsonText: JSON written as text, member by member, for answers that are asked for too often to be built as a tree of
// values first. Over RapidJSON's Writer. One thread owns it; whoever writes keeps keys unique and ends what it begins.
#pragma once

#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <optional>
#include <string_view>
#include <type_traits>

namespace bihuan {

class JsonText {
 public:
  JsonText() : writer_(buffer_) {}
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
      if (!writer_.Double(what)) writer_.Null();  // no JSON for an infinite number
    } else if constexpr (std::invocable<const T&>) {
      what();
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      const std::string_view text = what;
      writer_.String(text.empty() ? "" : text.data(), static_cast<rapidjson::SizeType>(text.size()));
    } else if (what) {
      value(*what);
    } else {
      writer_.Null();
    }
  }
  template <class T>
  void member(std::string_view key, const T& what) {
    writer_.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
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
  void raw(std::string_view json) { writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType); }

  // What has been written; lives as long as nothing more is.
  [[nodiscard]] std::string_view text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

}  // namespace bihuan

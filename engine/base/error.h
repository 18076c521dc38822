// Error and Result: how everything that input can cause is reported. Exceptions are kept for broken infrastructure.
// Values; no shared state. Match on `code`, never on texts.
#pragma once

#include <boost/system/result.hpp>
#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bihuan {

// A place in a text file. line and column count from 1, columns in code points; 0 = unknown.
struct Location {
  std::string file;
  int line = 0;
  int column = 0;

  bool operator==(const Location&) const = default;
};

// The named parts of a message: {"field", "route"}.
using MessageArguments = std::vector<std::pair<std::string, std::string>>;

// A refusal or a mistake in input. `code` is snake_case and stable; its sentence and hint stand in the catalogues
// (engine/base/texts/LANGUAGE/AREA.txt) under `code` and `code.hint`, with {name} places that `arguments` fill.
struct Error {
  std::string code;
  MessageArguments arguments;
  Location where;

  Error() = default;  // no error: what result::error() answers for a success
  // Not from a std::string alone: a text must still turn into a Result<std::string> by itself.
  template <class Code>
    requires std::convertible_to<const Code&, std::string_view> && (!std::same_as<Code, std::string>)
  explicit Error(const Code& error_code, MessageArguments message_arguments = {}, Location location = {})
      : Error(std::string_view(error_code), std::move(message_arguments), std::move(location), 0) {}
  Error(const std::string& error_code, MessageArguments message_arguments, Location location = {})
      : Error(std::string_view(error_code), std::move(message_arguments), std::move(location), 0) {}

  // The sentence in `language` ("en" or "zh-CN"; anything else reads as "en").
  [[nodiscard]] std::string message(std::string_view language = "en") const;
  // What the person can do about it; empty when the catalogue has none.
  [[nodiscard]] std::string hint(std::string_view language = "en") const;

 private:
  Error(std::string_view error_code, MessageArguments message_arguments, Location location, int)
      : code(error_code), arguments(std::move(message_arguments)), where(std::move(location)) {}
};

// Needed by boost::system::result when value() is asked of a failed result: that is our own bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace bihuan

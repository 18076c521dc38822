// Error and Result: how everything that input can cause is reported. Exceptions are kept for broken infrastructure.
// Values; no shared state. Match on `code`, never on texts.
#pragma once

#include <boost/system/result.hpp>
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

  explicit Error(std::string_view error_code, MessageArguments message_arguments = {}, Location location = {})
      : code(error_code), arguments(std::move(message_arguments)), where(std::move(location)) {}

  // The sentence in `language` ("en" or "zh-CN"; anything else reads as "en").
  [[nodiscard]] std::string message(std::string_view language = "en") const;
  // What the person can do about it; empty when the catalogue has none.
  [[nodiscard]] std::string hint(std::string_view language = "en") const;
};

// Needed by boost::system::result when value() is asked of a failed result: that is our own bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace bihuan

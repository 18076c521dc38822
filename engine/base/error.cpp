#include "engine/base/error.h"

#include <stdexcept>

#include "engine/base/catalogue.h"

namespace bihuan {

std::string Error::message(std::string_view language) const {
  return text(language, code, arguments);
}

std::string Error::hint(std::string_view language) const {
  const std::string key = code + ".hint";
  return has_text(key) ? text(language, key, arguments) : std::string{};
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error("value() of a failed Result: " + error.code + ": " + error.message());
}

}  // namespace bihuan

#include "engine/definition/ids.h"

#include <algorithm>

namespace bihuan::definition {
namespace {

bool is_id_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_id_byte);
}

bool is_event_name(std::string_view text) {
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_id(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_event_descriptor(std::string_view text) {
  if (text == "*") return true;
  if (text.ends_with(".*")) text.remove_suffix(2);
  if (text.ends_with(".")) text.remove_suffix(1);
  return is_event_name(text);
}

bool is_type_mistake(std::string_view code) {
  return code.find("type") != std::string_view::npos || code.find("overload") != std::string_view::npos;
}

}  // namespace bihuan::definition

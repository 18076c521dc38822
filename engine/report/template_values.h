// Private to the template engine and the letters: the data that tags name, looked up through the loops around a tag,
// and conditions.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace bihuan::report {

// The items of the loops around a tag, innermost last; item numbers for {{序号}}.
struct TemplateScope {
  std::vector<const boost::json::object*> objects;
  std::vector<std::size_t> numbers;
};

// What a name or a path a.b stands for; null when nothing.
[[nodiscard]] const boost::json::value* lookup(const TemplateScope& scope, std::string_view name);
// A value as the document shows it; empty for lists and objects.
[[nodiscard]] std::string plain(const boost::json::value& value);
[[nodiscard]] bool holds(const boost::json::value& value);

// A condition: [非] name, or name = text, name ≠ text.
struct TemplateCondition {
  std::string name;
  bool negated = false;
  bool compares = false;
  std::string text;
};
[[nodiscard]] TemplateCondition parse_condition(std::string_view text);

// For messages. The known name that a person most likely meant; empty when none is near.
[[nodiscard]] std::string similar_name(const TemplateScope& scope, std::string_view name);
// The list whose items have this name; empty when none.
[[nodiscard]] std::string list_with(const TemplateScope& scope, std::string_view name);

}  // namespace bihuan::report

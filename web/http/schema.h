// JSON Schema 2020-12, the part that our API documents use: a register of named schemas and a checker.
// Understood: type (one or a list), properties, required, additionalProperties, items, enum, const, allOf, anyOf,
// oneOf, $ref to "#/components/schemas/NAME", minimum, maximum, minLength, maxLength (code points), minItems, maxItems,
// pattern (RE2), format date and date-time. A keyword that is not understood is refused at registration, so that
// nothing is believed checked that is not. Filled at start, immutable afterwards; share freely.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "web/http/problem.h"

namespace bihuan::http {

class Schemas {
 public:
  // `text` is JSON. Throws std::logic_error when it is malformed, has an unknown keyword or the name is taken.
  void add(std::string name, std::string_view text);
  void add(std::string name, boost::json::object schema);
  [[nodiscard]] const boost::json::object* find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, boost::json::object, std::less<>>& all() const { return schemas_; }
  // Names that a $ref asks for and nobody registered; the document test demands none.
  [[nodiscard]] std::vector<std::string> missing() const;

  // What is wrong with `value`, all of it, at most 50; empty when it fits. Throws std::logic_error on an unknown name.
  [[nodiscard]] std::vector<FieldProblem> check(std::string_view name, const boost::json::value& value) const;

 private:
  std::map<std::string, boost::json::object, std::less<>> schemas_;
};

}  // namespace bihuan::http

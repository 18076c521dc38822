// Type: what the checker knows of a value before it runs. Immutable and cheap to copy; share freely between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.h"

namespace bihuan::expression {

class Type {
 public:
  enum class Kind : std::uint8_t {
    dyn,  // anything; checked when it runs
    null,
    boolean,
    integer,
    uinteger,
    floating,
    string,
    bytes,
    timestamp,
    duration,
    list,      // element()
    map,       // key(), element()
    nullable,  // element() or null: comparable with null, an error in arithmetic when null (CEL's wrapper types)
    object,    // a map with known fields: fields()
    type,      // a type itself, such as `int` or type(x); element() is what it denotes (dyn when unknown)
    optional,  // element() or nothing (optional.of(x))
    opaque,    // a type of a library, by name: net.IP
    variable,  // stands for a type while a call is checked; never leaves the checker
  };

  Type() = default;                 // dyn
  Type(Kind kind) : kind_(kind) {}  // NOLINT(google-explicit-constructor): a simple type is its kind

  static Type list(Type element);
  static Type map(Type key, Type value);
  static Type nullable(Type inner);
  static Type type_of(Type denoted);
  static Type optional(Type inner);
  static Type opaque(std::string name);
  static Type variable(int number);
  // `name` is for messages ("place"); fields are read with a dot, each may be tested with has().
  static Type object(std::string name, std::vector<std::pair<std::string, Type>> fields);

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is(Kind kind) const noexcept { return kind_ == kind; }
  [[nodiscard]] const Type& element() const;  // of list, map (its value), nullable, type, optional
  [[nodiscard]] const Type& key() const;      // of map
  [[nodiscard]] const std::vector<std::pair<std::string, Type>>& fields() const;  // of object
  [[nodiscard]] const Type* field(std::string_view name) const;                   // of object; nullptr when unknown
  [[nodiscard]] const std::string& name() const;                                  // of object, opaque
  [[nodiscard]] int number() const;                                               // of variable

  // As in the grammar of types: "list<int>", "map<string, dyn>"; a nullable type is "int?".
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Type& left, const Type& right);

 private:
  struct Detail;
  Type(Kind kind, std::shared_ptr<const Detail> detail) : kind_(kind), detail_(std::move(detail)) {}

  Kind kind_ = Kind::dyn;
  std::shared_ptr<const Detail> detail_;
};

// Reads `int uint double bool string bytes null timestamp duration dyn list<T> map<K, V>`, and `T?` for a nullable T.
// Error `expression_bad_type` with {type}.
[[nodiscard]] Result<Type> parse_type(std::string_view text);

}  // namespace bihuan::expression

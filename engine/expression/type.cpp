#include "engine/expression/type.h"

#include <cassert>
#include <optional>

#include "engine/expression/functions.h"

namespace bihuan::expression {

struct Type::Detail {
  std::vector<Type> inner;  // element, or key and value
  std::string name;
  std::vector<std::pair<std::string, Type>> fields;
  int number = 0;
};

namespace {

const Type kDyn;

class Reader {
 public:
  explicit Reader(std::string_view text, bool patterns = false) : text_(text), patterns_(patterns) {}

  std::optional<Type> whole() {
    auto type = read(0);
    skip();
    if (!text_.empty()) return std::nullopt;
    return type;
  }

 private:
  void skip() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t')) text_.remove_prefix(1);
  }
  bool take(char c) {
    skip();
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string_view word() {
    skip();
    std::size_t end = 0;
    while (end < text_.size() && ((text_[end] >= 'a' && text_[end] <= 'z') || text_[end] == '_')) ++end;
    const auto out = text_.substr(0, end);
    text_.remove_prefix(end);
    return out;
  }
  std::optional<Type> read(int depth) {
    if (depth > 32) return std::nullopt;
    auto type = read_plain(depth);
    if (type && take('?')) return Type::nullable(*type);
    return type;
  }
  std::optional<Type> read_plain(int depth) {
    using Kind = Type::Kind;
    static const std::pair<std::string_view, Kind> simple[] = {
        {"int", Kind::integer},       {"uint", Kind::uinteger}, {"double", Kind::floating},
        {"bool", Kind::boolean},      {"string", Kind::string}, {"bytes", Kind::bytes},
        {"null", Kind::null},         {"dyn", Kind::dyn},       {"timestamp", Kind::timestamp},
        {"duration", Kind::duration},
    };
    if (patterns_) {
      if (auto pattern = read_pattern(depth)) return pattern;
    }
    const auto name = word();
    for (const auto& [word, kind] : simple) {
      if (name == word) return Type(kind);
    }
    if (name == "list" && take('<')) {
      auto element = read(depth + 1);
      if (element && take('>')) return Type::list(*element);
    } else if (name == "map" && take('<')) {
      auto key = read(depth + 1);
      if (!key || !take(',')) return std::nullopt;
      auto value = read(depth + 1);
      if (value && take('>')) return Type::map(*key, *value);
    }
    return std::nullopt;
  }

  // What only our own signatures may say.
  std::optional<Type> read_pattern(int depth) {
    skip();
    for (const char letter : {'A', 'B', 'C'}) {
      if (take(letter)) return Type::variable(letter - 'A');
    }
    for (const std::string_view name : {"net.IP", "net.CIDR"}) {
      if (text_.starts_with(name)) {
        text_.remove_prefix(name.size());
        return Type::opaque(std::string(name));
      }
    }
    for (const std::string_view name : {"optional<", "type<"}) {
      if (!text_.starts_with(name)) continue;
      text_.remove_prefix(name.size());
      auto inner = read(depth + 1);
      if (!inner || !take('>')) return std::nullopt;
      return name == "type<" ? Type::type_of(*inner) : Type::optional(*inner);
    }
    return std::nullopt;
  }

  std::string_view text_;
  bool patterns_;
};

}  // namespace

Type Type::list(Type element) {
  return {Kind::list, std::make_shared<Detail>(Detail{{std::move(element)}, {}, {}, 0})};
}

Type Type::map(Type key, Type value) {
  return {Kind::map, std::make_shared<Detail>(Detail{{std::move(key), std::move(value)}, {}, {}, 0})};
}

Type Type::nullable(Type inner) {
  if (inner.is(Kind::nullable) || inner.is(Kind::dyn) || inner.is(Kind::null)) return inner;
  return {Kind::nullable, std::make_shared<Detail>(Detail{{std::move(inner)}, {}, {}, 0})};
}

Type Type::type_of(Type denoted) {
  return {Kind::type, std::make_shared<Detail>(Detail{{std::move(denoted)}, {}, {}, 0})};
}

Type Type::optional(Type inner) {
  return {Kind::optional, std::make_shared<Detail>(Detail{{std::move(inner)}, {}, {}, 0})};
}

Type Type::opaque(std::string name) {
  return {Kind::opaque, std::make_shared<Detail>(Detail{{}, std::move(name), {}, 0})};
}

Type Type::variable(int number) {
  return {Kind::variable, std::make_shared<Detail>(Detail{{}, {}, {}, number})};
}

Type Type::object(std::string name, std::vector<std::pair<std::string, Type>> fields) {
  return {Kind::object, std::make_shared<Detail>(Detail{{}, std::move(name), std::move(fields), 0})};
}

const Type& Type::element() const {
  return detail_ && !detail_->inner.empty() ? detail_->inner.back() : kDyn;
}

const Type& Type::key() const {
  return detail_ && !detail_->inner.empty() ? detail_->inner.front() : kDyn;
}

const std::vector<std::pair<std::string, Type>>& Type::fields() const {
  assert(kind_ == Kind::object);
  return detail_->fields;
}

const Type* Type::field(std::string_view name) const {
  for (const auto& [field, type] : fields()) {
    if (field == name) return &type;
  }
  return nullptr;
}

const std::string& Type::name() const {
  assert(kind_ == Kind::object || kind_ == Kind::opaque);
  return detail_->name;
}

int Type::number() const {
  assert(kind_ == Kind::variable);
  return detail_->number;
}

std::string Type::to_string() const {
  switch (kind_) {
    case Kind::dyn:
      return "dyn";
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::uinteger:
      return "uint";
    case Kind::floating:
      return "double";
    case Kind::string:
      return "string";
    case Kind::bytes:
      return "bytes";
    case Kind::timestamp:
      return "timestamp";
    case Kind::duration:
      return "duration";
    case Kind::list:
      return "list<" + element().to_string() + ">";
    case Kind::map:
      return "map<" + key().to_string() + ", " + element().to_string() + ">";
    case Kind::nullable:
      return element().to_string() + "?";
    case Kind::object:
    case Kind::opaque:
      return detail_->name;
    case Kind::type:
      return "type<" + element().to_string() + ">";
    case Kind::optional:
      return "optional<" + element().to_string() + ">";
    case Kind::variable:
      return "dyn";
  }
  return "dyn";
}

bool operator==(const Type& left, const Type& right) {
  if (left.kind_ != right.kind_) return false;
  if (left.detail_ == right.detail_) return true;
  if (!left.detail_ || !right.detail_) return left.element() == right.element() && left.key() == right.key();
  return left.detail_->inner == right.detail_->inner && left.detail_->name == right.detail_->name &&
         left.detail_->fields == right.detail_->fields && left.detail_->number == right.detail_->number;
}

Type parse_signature_type(std::string_view text) {
  const auto type = Reader(text, true).whole();
  assert(type);
  return type.value_or(Type());
}

Result<Type> parse_type(std::string_view text) {
  if (auto type = Reader(text).whole()) return *std::move(type);
  return Error("expression_bad_type", {{"type", std::string(text)}});
}

}  // namespace bihuan::expression

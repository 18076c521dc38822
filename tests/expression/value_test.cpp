#include "engine/expression/value.h"

#include <cmath>
#include <limits>

#include "engine/expression/type.h"
#include "tests/support/catch.h"

using namespace bihuan::expression;

TEST_CASE("numbers are equal across kinds", "[value]") {
  CHECK(Value::integer(1) == Value::uinteger(1));
  CHECK(Value::integer(1) == Value::floating(1.0));
  CHECK(Value::uinteger(7) == Value::floating(7.0));
  CHECK_FALSE(Value::integer(-1) == Value::uinteger(std::numeric_limits<std::uint64_t>::max()));
  CHECK_FALSE(Value::integer(1) == Value::floating(1.5));
  CHECK_FALSE(Value::floating(std::nan("")) == Value::floating(std::nan("")));
  CHECK_FALSE(Value::integer(1) == Value::string("1"));
  CHECK_FALSE(Value::integer(0) == Value::null());
  CHECK(identical(Value::floating(std::nan("")), Value::floating(std::nan(""))));
  CHECK_FALSE(identical(Value::integer(1), Value::floating(1)));
  CHECK_FALSE(identical(Value::floating(0.0), Value::floating(-0.0)));
}

TEST_CASE("lists and maps are equal by content, not by order of keys", "[value]") {
  const auto map = [](std::vector<std::pair<std::string, Value>> fields) { return Value::record(std::move(fields)); };
  CHECK(map({{"a", Value::integer(1)}, {"b", Value::list({Value::null()})}}) ==
        map({{"b", Value::list({Value::null()})}, {"a", Value::uinteger(1)}}));
  CHECK_FALSE(map({{"a", Value::integer(1)}}) == map({{"b", Value::integer(1)}}));
  CHECK_FALSE(Value::list({Value::integer(1)}) == Value::list({}));
  CHECK(Value::list({}).is_empty());
  CHECK(Value::string("").is_empty());
  CHECK_FALSE(Value::integer(0).is_empty());
}

TEST_CASE("a map finds keys across number kinds, small and large", "[value]") {
  for (const int size : {1, 3, 8, 9, 100, 5000}) {
    std::vector<Map::Entry> entries;
    for (int i = 0; i < size; ++i) {
      const Value key = i % 2 == 0 ? Value::integer(i) : Value::uinteger(static_cast<std::uint64_t>(i));
      entries.emplace_back(key, Value::integer(i * 10));
    }
    const Value value = Value::map(entries);
    REQUIRE(value.as_map().size() == static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
      REQUIRE(value.as_map().find(Value::floating(i)) != nullptr);
      CHECK(value.as_map().find(Value::floating(i))->as_int() == i * 10);
    }
    CHECK(value.as_map().find(Value::floating(0.5)) == nullptr);
    CHECK(value.as_map().find(Value::integer(size)) == nullptr);
    CHECK(value.as_map().find("0") == nullptr);
  }
}

TEST_CASE("a later entry replaces an earlier one and keeps its place", "[value]") {
  for (const int extra : {0, 20}) {
    std::vector<Map::Entry> entries{{Value::string("a"), Value::integer(1)}, {Value::string("b"), Value::integer(2)}};
    for (int i = 0; i < extra; ++i) entries.emplace_back(Value::integer(i), Value());
    entries.emplace_back(Value::string("a"), Value::integer(3));
    const Value map = Value::map(entries);
    CHECK(map.as_map().size() == static_cast<std::size_t>(2 + extra));
    CHECK(map.as_map().entries().front().second.as_int() == 3);
    CHECK(map.field("b")->as_int() == 2);
  }
}

TEST_CASE("a large key is not found under its rounded neighbour", "[value]") {
  const std::int64_t large = (1LL << 53) + 1;
  const Value map = Value::map({{Value::integer(large), Value::boolean(true)}});
  CHECK(map.as_map().find(Value::floating(9007199254740992.0)) == nullptr);
  CHECK(map.as_map().find(Value::integer(large)) != nullptr);
}

TEST_CASE("copies share what they hold", "[value]") {
  const Value list = Value::list({Value::string("a long enough text to live on the heap"), Value::integer(2)});
  Value copy = list;
  CHECK(copy.as_list().data() == list.as_list().data());
  Value& alias = copy;
  copy = alias;
  CHECK(copy == list);
  Value moved = std::move(copy);
  CHECK(moved.as_list().size() == 2);
  CHECK(sizeof(Value) == 16);
}

TEST_CASE("order exists within a kind and among numbers", "[value]") {
  CHECK((*compare(Value::integer(1), Value::floating(1.5)) < 0));
  CHECK((*compare(Value::uinteger(std::numeric_limits<std::uint64_t>::max()), Value::integer(-1)) > 0));
  CHECK((*compare(Value::string("a"), Value::string("b")) < 0));
  CHECK((*compare(Value::boolean(false), Value::boolean(true)) < 0));
  CHECK((*compare(Value::floating(1), Value::floating(std::nan(""))) == std::partial_ordering::unordered));
  CHECK_FALSE(compare(Value::string("1"), Value::integer(1)).has_value());
  CHECK_FALSE(compare(Value::list({}), Value::list({})).has_value());
}

TEST_CASE("types are read and written", "[type]") {
  for (const char* text : {"int", "uint", "double", "bool", "string", "bytes", "null", "timestamp", "duration", "dyn",
                           "list<int>", "map<string, list<dyn>>", "int?", "list<timestamp?>"}) {
    INFO(text);
    CHECK(parse_type(text).value().to_string() == text);
  }
  CHECK(parse_type(" map< string ,int > ").value() == Type::map(Type::Kind::string, Type::Kind::integer));
  for (const char* text : {"", "integer", "list", "list<>", "list<int", "map<int>", "int int", "A", "optional<int>"}) {
    INFO(text);
    CHECK(parse_type(text).error().code == "expression_bad_type");
  }
}

#include "engine/expression/value.h"

#include <bit>
#include <cmath>
#include <functional>
#include <limits>

namespace bihuan::expression {
namespace {

struct TextPayload : Payload {
  explicit TextPayload(std::string content) : text(std::move(content)) {}
  std::string text;
};

struct ListPayload : Payload {
  explicit ListPayload(std::vector<Value> content) : elements(std::move(content)) {}
  std::vector<Value> elements;
};

struct MapPayload : Payload {
  explicit MapPayload(Map content) : map(std::move(content)) {}
  Map map;
};

struct OptionalPayload : Payload {
  explicit OptionalPayload(Value content) : value(std::move(content)) {}
  Value value;
};

const std::string kNoText;
const Map kNoMap;
constexpr std::size_t kIndexFrom = 9;  // smaller maps are searched one by one

std::size_t mix(std::uint64_t bits) noexcept {
  bits ^= bits >> 32;
  bits *= 0x9E3779B97F4A7C15ULL;
  return static_cast<std::size_t>(bits ^ (bits >> 29));
}

// Numbers that are equal across kinds hash alike: a double holding a whole number hashes as that number.
std::size_t hash_key(const Value& key) noexcept {
  switch (key.kind()) {
    case Kind::boolean:
      return mix(key.as_bool() ? 0xB001U : 0xB000U);
    case Kind::integer:
      return mix(static_cast<std::uint64_t>(key.as_int()));
    case Kind::uinteger:
      return mix(key.as_uint());
    case Kind::floating: {
      const double number = key.as_double();
      if (number >= -9223372036854775808.0 && number < 9223372036854775808.0) {
        return mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(number)));
      }
      if (number >= 0 && number < 18446744073709551616.0) return mix(static_cast<std::uint64_t>(number));
      return 0;
    }
    case Kind::string:
      return std::hash<std::string_view>{}(key.as_string());
    default:
      return 0;
  }
}

std::partial_ordering order(std::int64_t left, std::uint64_t right) noexcept {
  if (left < 0) return std::partial_ordering::less;
  return static_cast<std::uint64_t>(left) <=> right;
}

// As the specification's cases have it: beyond the whole numbers a double is larger or smaller than all of them, among
// them it is compared as double, with the rounding that brings.
std::partial_ordering order(std::int64_t left, double right) noexcept {
  if (std::isnan(right)) return std::partial_ordering::unordered;
  if (right > 9223372036854775808.0) return std::partial_ordering::less;
  if (right < -9223372036854775808.0) return std::partial_ordering::greater;
  return static_cast<double>(left) <=> right;
}

std::partial_ordering order(std::uint64_t left, double right) noexcept {
  if (std::isnan(right)) return std::partial_ordering::unordered;
  if (right > 18446744073709551616.0) return std::partial_ordering::less;
  if (right < 0) return std::partial_ordering::greater;
  return static_cast<double>(left) <=> right;
}

// Keys are the same number exactly, or a large key would be found under its rounded neighbours.
bool same_key(const Value& left, const Value& right) noexcept {
  const Value& number = left.is(Kind::floating) ? right : left;
  const Value& other = left.is(Kind::floating) ? left : right;
  if (!other.is(Kind::floating) || number.is(Kind::floating)) return left == right;
  const double wanted = other.as_double();
  if (number.is(Kind::integer)) {
    return wanted >= -9223372036854775808.0 && wanted < 9223372036854775808.0 &&
           static_cast<double>(static_cast<std::int64_t>(wanted)) == wanted &&
           static_cast<std::int64_t>(wanted) == number.as_int();
  }
  return number.is(Kind::uinteger) && wanted >= 0 && wanted < 18446744073709551616.0 &&
         static_cast<double>(static_cast<std::uint64_t>(wanted)) == wanted &&
         static_cast<std::uint64_t>(wanted) == number.as_uint();
}

std::partial_ordering reversed(std::partial_ordering ordering) noexcept {
  return 0 <=> ordering;
}

std::partial_ordering order_numbers(const Value& left, const Value& right) noexcept {
  switch (left.kind()) {
    case Kind::integer:
      if (right.is(Kind::integer)) return left.as_int() <=> right.as_int();
      if (right.is(Kind::uinteger)) return order(left.as_int(), right.as_uint());
      return order(left.as_int(), right.as_double());
    case Kind::uinteger:
      if (right.is(Kind::integer)) return reversed(order(right.as_int(), left.as_uint()));
      if (right.is(Kind::uinteger)) return left.as_uint() <=> right.as_uint();
      return order(left.as_uint(), right.as_double());
    default:
      if (right.is(Kind::integer)) return reversed(order(right.as_int(), left.as_double()));
      if (right.is(Kind::uinteger)) return reversed(order(right.as_uint(), left.as_double()));
      return left.as_double() <=> right.as_double();
  }
}

bool equal_lists(std::span<const Value> left, std::span<const Value> right) noexcept {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!(left[i] == right[i])) return false;
  }
  return true;
}

bool equal_maps(const Map& left, const Map& right) noexcept {
  if (left.size() != right.size()) return false;
  for (const auto& [key, value] : left.entries()) {
    const Value* other = right.find(key);
    if (other == nullptr || !(value == *other)) return false;
  }
  return true;
}

}  // namespace

Value Value::string(std::string text) {
  return {Kind::string, text.empty() ? nullptr : new TextPayload(std::move(text))};
}

Value Value::bytes(std::string bytes) {
  return {Kind::bytes, bytes.empty() ? nullptr : new TextPayload(std::move(bytes))};
}

Value Value::list(std::vector<Value> elements) {
  return {Kind::list, elements.empty() ? nullptr : new ListPayload(std::move(elements))};
}

Value Value::map(std::vector<std::pair<Value, Value>> entries) {
  return {Kind::map, entries.empty() ? nullptr : new MapPayload(Map(std::move(entries)))};
}

Value Value::record(std::vector<std::pair<std::string, Value>> fields) {
  std::vector<std::pair<Value, Value>> entries;
  entries.reserve(fields.size());
  for (auto& [name, value] : fields) entries.emplace_back(string(std::move(name)), std::move(value));
  return map(std::move(entries));
}

Value Value::type(std::string name) {
  return {Kind::type, new TextPayload(std::move(name))};
}

Value Value::optional_of(Value value) {
  return {Kind::optional, new OptionalPayload(std::move(value))};
}

Value Value::optional_none() {
  return {Kind::optional, nullptr};
}

Value Value::address(std::string bytes) {
  return {Kind::address, new TextPayload(std::move(bytes))};
}

Value Value::network(std::string bytes) {
  return {Kind::network, new TextPayload(std::move(bytes))};
}

const std::string& Value::text() const noexcept {
  return bits_.payload == nullptr ? kNoText : static_cast<const TextPayload*>(bits_.payload)->text;
}

std::span<const Value> Value::as_list() const noexcept {
  expect(Kind::list);
  if (bits_.payload == nullptr) return {};
  return static_cast<const ListPayload*>(bits_.payload)->elements;
}

const Map& Value::as_map() const noexcept {
  expect(Kind::map);
  return bits_.payload == nullptr ? kNoMap : static_cast<const MapPayload*>(bits_.payload)->map;
}

const Value* Value::as_optional() const noexcept {
  expect(Kind::optional);
  return bits_.payload == nullptr ? nullptr : &static_cast<const OptionalPayload*>(bits_.payload)->value;
}

const Value* Value::field(std::string_view name) const noexcept {
  return kind_ == Kind::map ? as_map().find(name) : nullptr;
}

bool Value::is_empty() const noexcept {
  return kind_ == Kind::null ||
         ((kind_ == Kind::string || kind_ == Kind::list || kind_ == Kind::map) && bits_.payload == nullptr);
}

void Value::destroy(Kind kind, const Payload* payload) noexcept {
  switch (kind) {
    case Kind::list:
      delete static_cast<const ListPayload*>(payload);
      break;
    case Kind::map:
      delete static_cast<const MapPayload*>(payload);
      break;
    case Kind::optional:
      delete static_cast<const OptionalPayload*>(payload);
      break;
    default:
      delete static_cast<const TextPayload*>(payload);
      break;
  }
}

bool operator==(const Value& left, const Value& right) noexcept {
  if (left.is_number() && right.is_number()) return order_numbers(left, right) == 0;
  if (left.kind_ != right.kind_) return false;
  switch (left.kind_) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return left.bits_.integer == right.bits_.integer;
    case Kind::timestamp:
    case Kind::duration:
      return left.bits_.integer == right.bits_.integer && left.nanos_ == right.nanos_;
    case Kind::list:
      return equal_lists(left.as_list(), right.as_list());
    case Kind::map:
      return equal_maps(left.as_map(), right.as_map());
    case Kind::optional: {
      const Value* a = left.as_optional();
      const Value* b = right.as_optional();
      return a == nullptr || b == nullptr ? a == b : *a == *b;
    }
    default:
      return left.text() == right.text();
  }
}

Map::Map(std::vector<Entry> entries) : entries_(std::move(entries)) {
  index();
}

template <class Matches>
const Value* Map::probe(std::size_t hash, Matches matches) const noexcept {
  if (buckets_.empty()) {
    for (const Entry& entry : entries_) {
      if (matches(entry.first)) return &entry.second;
    }
    return nullptr;
  }
  for (std::size_t at = hash & (buckets_.size() - 1); buckets_[at] != 0; at = (at + 1) & (buckets_.size() - 1)) {
    const Entry& entry = entries_[buckets_[at] - 1];
    if (matches(entry.first)) return &entry.second;
  }
  return nullptr;
}

const Value* Map::find(const Value& key) const noexcept {
  return probe(buckets_.empty() ? 0 : hash_key(key), [&](const Value& other) { return same_key(other, key); });
}

const Value* Map::find(std::string_view key) const noexcept {
  return probe(buckets_.empty() ? 0 : std::hash<std::string_view>{}(key),
               [&](const Value& other) { return other.is(Kind::string) && other.as_string() == key; });
}

void Map::index() {
  std::vector<Entry> unique;
  unique.reserve(entries_.size());
  const bool large = entries_.size() >= kIndexFrom;
  if (large) buckets_.assign(std::bit_ceil(entries_.size() * 2), 0);
  for (Entry& entry : entries_) {
    std::size_t at = large ? hash_key(entry.first) & (buckets_.size() - 1) : 0;
    Entry* known = nullptr;
    if (large) {
      for (; buckets_[at] != 0 && known == nullptr; at = (at + 1) & (buckets_.size() - 1)) {
        if (same_key(unique[buckets_[at] - 1].first, entry.first)) known = &unique[buckets_[at] - 1];
      }
    } else {
      for (Entry& other : unique) {
        if (same_key(other.first, entry.first)) known = &other;
      }
    }
    if (known != nullptr) {
      known->second = std::move(entry.second);
      continue;
    }
    unique.push_back(std::move(entry));
    if (large) buckets_[at] = static_cast<std::uint32_t>(unique.size());
  }
  entries_ = std::move(unique);
}

std::optional<std::partial_ordering> compare(const Value& left, const Value& right) noexcept {
  if (left.is_number() && right.is_number()) return order_numbers(left, right);
  if (left.kind() != right.kind()) return std::nullopt;
  switch (left.kind()) {
    case Kind::boolean:
      return left.as_bool() <=> right.as_bool();
    case Kind::timestamp:
      return left.as_timestamp() <=> right.as_timestamp();
    case Kind::duration:
      return left.as_duration() <=> right.as_duration();
    case Kind::string:
      return left.as_string().compare(right.as_string()) <=> 0;
    case Kind::bytes:
      return left.as_bytes().compare(right.as_bytes()) <=> 0;
    default:
      return std::nullopt;
  }
}

bool identical(const Value& left, const Value& right) noexcept {
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::floating:
      return std::bit_cast<std::uint64_t>(left.as_double()) == std::bit_cast<std::uint64_t>(right.as_double()) ||
             (std::isnan(left.as_double()) && std::isnan(right.as_double()));
    case Kind::list: {
      const auto a = left.as_list();
      const auto b = right.as_list();
      if (a.size() != b.size()) return false;
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (!identical(a[i], b[i])) return false;
      }
      return true;
    }
    case Kind::map: {
      const Map& a = left.as_map();
      const Map& b = right.as_map();
      if (a.size() != b.size()) return false;
      for (const auto& [key, value] : a.entries()) {
        const Value* other = b.find(key);
        if (other == nullptr || !identical(value, *other)) return false;
      }
      return true;
    }
    case Kind::optional: {
      const Value* a = left.as_optional();
      const Value* b = right.as_optional();
      return a == nullptr || b == nullptr ? a == b : identical(*a, *b);
    }
    default:
      return left == right;
  }
}

std::string_view type_name(const Value& value) noexcept {
  switch (value.kind()) {
    case Kind::null:
      return "null_type";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::uinteger:
      return "uint";
    case Kind::floating:
      return "double";
    case Kind::timestamp:
      return "google.protobuf.Timestamp";
    case Kind::duration:
      return "google.protobuf.Duration";
    case Kind::string:
      return "string";
    case Kind::bytes:
      return "bytes";
    case Kind::list:
      return "list";
    case Kind::map:
      return "map";
    case Kind::type:
      return "type";
    case Kind::optional:
      return "optional_type";
    case Kind::address:
      return "net.IP";
    case Kind::network:
      return "net.CIDR";
  }
  return "dyn";
}

}  // namespace bihuan::expression

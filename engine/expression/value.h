// Value: what an expression reads and gives. 16 bytes; scalars live inside, text, lists and maps are immutable payloads
// shared by counted pointers, so a copy never copies contents.
// A Value is a value: each thread may hold its own copy, and copies may share a payload across threads.
// An accessor of the wrong kind is our own bug (assertion); ask kind() first. Throws nothing but bad_alloc.
#pragma once

#include <atomic>
#include <cassert>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bihuan::expression {

enum class Kind : std::uint8_t {
  null,
  boolean,
  integer,   // int64
  uinteger,  // uint64
  floating,  // double
  timestamp,
  duration,
  string,
  bytes,
  list,
  map,
  type,
  optional,  // a value that may be absent (optional.of(x), m[?k])
  address,   // an IP address (net.IP)
  network,   // a range of IP addresses (net.CIDR)
};

// An instant: seconds since 1970-01-01T00:00:00Z, 0 <= nanos < 1e9; years 0001 to 9999.
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  auto operator<=>(const Timestamp&) const = default;
};

// A length of time. seconds and nanos have the same sign; |nanos| < 1e9.
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  auto operator<=>(const Duration&) const = default;
};

class Map;
struct Payload;

class Value {
 public:
  Value() noexcept : bits_{} {}  // null
  Value(const Value& other) noexcept : bits_(other.bits_), nanos_(other.nanos_), kind_(other.kind_) { retain(); }
  Value(Value&& other) noexcept : bits_(other.bits_), nanos_(other.nanos_), kind_(other.kind_) {
    other.kind_ = Kind::null;
  }
  Value& operator=(const Value& other) noexcept {
    if (this != &other) {
      other.retain();
      release();
      bits_ = other.bits_, nanos_ = other.nanos_, kind_ = other.kind_;
    }
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    std::swap(bits_, other.bits_);
    std::swap(nanos_, other.nanos_);
    std::swap(kind_, other.kind_);
    return *this;
  }
  ~Value() { release(); }

  static Value null() noexcept { return {}; }
  static Value boolean(bool value) noexcept {
    Value out(Kind::boolean);
    out.bits_.integer = value ? 1 : 0;
    return out;
  }
  static Value integer(std::int64_t value) noexcept {
    Value out(Kind::integer);
    out.bits_.integer = value;
    return out;
  }
  static Value uinteger(std::uint64_t value) noexcept {
    Value out(Kind::uinteger);
    out.bits_.uinteger = value;
    return out;
  }
  static Value floating(double value) noexcept {
    Value out(Kind::floating);
    out.bits_.floating = value;
    return out;
  }
  static Value timestamp(Timestamp value) noexcept {
    Value out(Kind::timestamp);
    out.bits_.integer = value.seconds;
    out.nanos_ = value.nanos;
    return out;
  }
  static Value duration(Duration value) noexcept {
    Value out(Kind::duration);
    out.bits_.integer = value.seconds;
    out.nanos_ = value.nanos;
    return out;
  }
  // Text must be valid UTF-8; from outside, check with utf8::valid first.
  static Value string(std::string text);
  static Value string(std::string_view text) { return string(std::string(text)); }
  static Value string(const char* text) { return string(std::string(text)); }
  static Value bytes(std::string bytes);
  static Value list(std::vector<Value> elements);
  // Later entries with an equal key replace earlier ones; the order of first appearance is kept.
  static Value map(std::vector<std::pair<Value, Value>> entries);
  // A map with string keys: {{"text", ...}, {"lat", ...}}.
  static Value record(std::vector<std::pair<std::string, Value>> fields);
  // The name of a type as `type(x)` gives it: "int", "google.protobuf.Timestamp".
  static Value type(std::string name);
  static Value optional_of(Value value);
  static Value optional_none();
  // `bytes` are 4 or 16 in network order, for a network followed by one byte: the length of the prefix.
  static Value address(std::string bytes);
  static Value network(std::string bytes);

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is(Kind kind) const noexcept { return kind_ == kind; }
  [[nodiscard]] bool is_null() const noexcept { return kind_ == Kind::null; }
  [[nodiscard]] bool is_number() const noexcept {
    return kind_ == Kind::integer || kind_ == Kind::uinteger || kind_ == Kind::floating;
  }

  [[nodiscard]] bool as_bool() const noexcept { return expect(Kind::boolean), bits_.integer != 0; }
  [[nodiscard]] std::int64_t as_int() const noexcept { return expect(Kind::integer), bits_.integer; }
  [[nodiscard]] std::uint64_t as_uint() const noexcept { return expect(Kind::uinteger), bits_.uinteger; }
  [[nodiscard]] double as_double() const noexcept { return expect(Kind::floating), bits_.floating; }
  [[nodiscard]] Timestamp as_timestamp() const noexcept {
    return expect(Kind::timestamp), Timestamp{bits_.integer, nanos_};
  }
  [[nodiscard]] Duration as_duration() const noexcept {
    return expect(Kind::duration), Duration{bits_.integer, nanos_};
  }
  // Views live as long as this value (or a copy of it).
  [[nodiscard]] const std::string& as_string() const noexcept { return expect(Kind::string), text(); }
  [[nodiscard]] const std::string& as_bytes() const noexcept { return expect(Kind::bytes), text(); }
  [[nodiscard]] const std::string& as_type_name() const noexcept { return expect(Kind::type), text(); }
  [[nodiscard]] const std::string& as_address() const noexcept { return expect(Kind::address), text(); }
  [[nodiscard]] const std::string& as_network() const noexcept { return expect(Kind::network), text(); }
  [[nodiscard]] std::span<const Value> as_list() const noexcept;
  [[nodiscard]] const Map& as_map() const noexcept;
  // The content of an optional; nullptr when there is none.
  [[nodiscard]] const Value* as_optional() const noexcept;

  // For a map: the value of a string key; nullptr when absent or when this is no map.
  [[nodiscard]] const Value* field(std::string_view name) const noexcept;
  // '' of a string, [] of a list, {} of a map, null: the "unset" of contracts §2.
  [[nodiscard]] bool is_empty() const noexcept;

  // Equality as CEL defines `==`: numbers compare across kinds, NaN equals nothing, different kinds are unequal.
  friend bool operator==(const Value& left, const Value& right) noexcept;

 private:
  union Bits {
    std::int64_t integer;
    std::uint64_t uinteger;
    double floating;
    const Payload* payload;
  };

  explicit Value(Kind kind) noexcept : bits_{}, kind_(kind) {}
  Value(Kind kind, const Payload* adopted) noexcept : kind_(kind) { bits_.payload = adopted; }
  void expect([[maybe_unused]] Kind kind) const noexcept { assert(kind_ == kind); }
  [[nodiscard]] const std::string& text() const noexcept;
  inline void retain() const noexcept;
  inline void release() noexcept;
  static void destroy(Kind kind, const Payload* payload) noexcept;

  Bits bits_;
  std::int32_t nanos_ = 0;
  Kind kind_ = Kind::null;
};

// What payloads have in common; counted, freed by the last Value that holds it.
struct Payload {
  mutable std::atomic<std::uint32_t> references{1};
};

// Entries in order of insertion; keys are bool, int, uint or string. Found across number kinds: 1, 1u and 1.0 are one
// key.
class Map {
 public:
  using Entry = std::pair<Value, Value>;

  Map() = default;
  explicit Map(std::vector<Entry> entries);

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] std::span<const Entry> entries() const noexcept { return entries_; }
  [[nodiscard]] const Value* find(const Value& key) const noexcept;
  [[nodiscard]] const Value* find(std::string_view key) const noexcept;

 private:
  void index();
  template <class Matches>
  [[nodiscard]] const Value* probe(std::size_t hash, Matches matches) const noexcept;

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> buckets_;  // open addressing, entry number + 1; empty for small maps
};

// The order of two values that have one (numbers across kinds, strings, bytes, bools, timestamps, durations); nothing
// when they cannot be compared, `unordered` beside NaN.
[[nodiscard]] std::optional<std::partial_ordering> compare(const Value& left, const Value& right) noexcept;

// The same kind and the same content, bit by bit for doubles (NaN is identical to NaN, 0.0 is not -0.0).
[[nodiscard]] bool identical(const Value& left, const Value& right) noexcept;

// The specification's name of the value's type: "int", "null_type", "google.protobuf.Timestamp".
[[nodiscard]] std::string_view type_name(const Value& value) noexcept;

inline void Value::retain() const noexcept {
  if (kind_ >= Kind::string && bits_.payload != nullptr) {
    bits_.payload->references.fetch_add(1, std::memory_order_relaxed);
  }
}

inline void Value::release() noexcept {
  if (kind_ >= Kind::string && bits_.payload != nullptr &&
      bits_.payload->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    destroy(kind_, bits_.payload);
  }
}

}  // namespace bihuan::expression

// A FactTable as bytes: its arrays as they lie in memory. Only the same build on the same kind of machine reads them
// back; whoever keeps them adds a hash.
#include <cstring>
#include <type_traits>

#include "engine/report/fact_table.h"

namespace bihuan::report {
namespace {

class BytesOut {
 public:
  explicit BytesOut(std::string& out) : out_(out) {}

  void number(std::uint64_t value) { raw(&value, sizeof value); }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  template <class Item>
  void array(const std::vector<Item>& items) {
    static_assert(std::is_trivially_copyable_v<Item>);
    number(sizeof(Item));
    number(items.size());
    raw(items.data(), items.size() * sizeof(Item));
  }
  void names(const Names& names) {
    number(names.size());
    for (std::uint32_t i = 0; i < names.size(); ++i) text(names.name(i));
  }

 private:
  void raw(const void* from, std::size_t bytes) { out_.append(static_cast<const char*>(from), bytes); }

  std::string& out_;
};

class BytesIn {
 public:
  explicit BytesIn(std::string_view in) : rest_(in) {}

  [[nodiscard]] bool done() const { return sound_ && rest_.empty(); }
  std::uint64_t number() {
    std::uint64_t value = 0;
    raw(&value, sizeof value);
    return value;
  }
  std::string_view text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) sound_ = false;
    if (!sound_) return {};
    const auto out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  template <class Item>
  void array(std::vector<Item>& items) {
    const std::uint64_t each = number();
    const std::uint64_t count = number();
    if (each != sizeof(Item) || count > rest_.size() / sizeof(Item)) sound_ = false;
    if (!sound_) return;
    items.resize(count);
    raw(items.data(), count * sizeof(Item));
  }
  void names(Names& names) {
    const std::uint64_t count = number();
    for (std::uint64_t i = 0; sound_ && i < count; ++i) {
      if (names.intern(text()) != i) sound_ = false;
    }
  }

 private:
  void raw(void* into, std::size_t bytes) {
    if (bytes > rest_.size()) sound_ = false;
    if (!sound_ || bytes == 0) return;
    std::memcpy(into, rest_.data(), bytes);
    rest_.remove_prefix(bytes);
  }

  std::string_view rest_;
  bool sound_ = true;
};

}  // namespace

void FactTable::save(std::string& out) const {
  BytesOut bytes(out);
  bytes.array(rows_);
  bytes.array(shares_);
  bytes.array(types_);
  bytes.array(texts_of_);
  for (const auto& names : names_) bytes.names(names);
  bytes.names(places_);
  bytes.text(texts_);
}

bool FactTable::load(std::string_view in) {
  *this = FactTable();
  BytesIn bytes(in);
  bytes.array(rows_);
  bytes.array(shares_);
  bytes.array(types_);
  bytes.array(texts_of_);
  for (auto& names : names_) bytes.names(names);
  bytes.names(places_);
  texts_ = bytes.text();
  if (bytes.done()) return true;
  *this = FactTable();
  return false;
}

}  // namespace bihuan::report

// FactTable: cases as compact rows in memory (names interned, about 80 bytes a case besides its number and title), so
// that a circular over a million cases is a scan of one array. Build it from a FactsSource, or add rows one by one. Not
// synchronised: share it read-only, or guard it. Rows that say more than a table can hold are refused with `facts_*`
// errors.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/report/facts.h"
#include "engine/report/measures.h"

namespace bihuan::report {

// Names in the order they were first seen; index 0 is always the empty name.
class Names {
 public:
  Names();
  Names(const Names& other);
  Names(Names&&) noexcept = default;
  Names& operator=(const Names& other) { return *this = Names(other); }
  Names& operator=(Names&&) noexcept = default;
  ~Names() = default;
  std::uint32_t intern(std::string_view name);
  [[nodiscard]] const std::string& name(std::uint32_t index) const { return *by_index_[index]; }
  [[nodiscard]] std::size_t size() const { return by_index_.size(); }
  // The index of a name, or 0 when it never came.
  [[nodiscard]] std::uint32_t find(std::string_view name) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> index_;
  std::vector<const std::string*> by_index_;  // keys of index_: nodes do not move
};

inline constexpr int kNoDay = -2'000'000;  // earlier than any date

struct FactRow {
  std::int64_t id = 0;
  std::int64_t times = 1;  // how many equal cases this row stands for (counts fed from outside)
  std::int32_t received = kNoDay;
  std::int32_t accept_due = kNoDay;
  std::int32_t accepted = kNoDay;
  std::int32_t not_accepted = kNoDay;
  std::int32_t due = kNoDay;
  std::int32_t closed = kNoDay;
  std::int32_t rated = kNoDay;
  std::uint32_t place = 0;
  std::uint32_t units = 0;  // into unit_shares(): first entry
  std::uint32_t types = 0;  // into type_pairs(): first entry
  std::uint32_t department = 0;
  std::uint32_t channel = 0;
  std::uint32_t source = 0;
  std::uint32_t trade = 0;
  std::uint8_t unit_count = 0;
  std::uint8_t type_count = 0;
  Rating rating = Rating::none;
  bool repeat : 1 = false;
  bool ratable : 1 = false;
  bool settled : 1 = false;
  bool returned : 1 = false;
};

class FactTable {
 public:
  struct Share {
    std::uint32_t unit = 0;
    std::int64_t parts = 0;
  };
  struct TypePair {
    std::uint32_t main = 0;
    std::uint32_t sub = 0;  // into names(subtype), "大气/恶臭"
  };

  // `times` equal cases at once. Errors: facts_shares (parts that do not add up to one whole), facts_too_many (more
  // than 255 units or types), facts_order (ids that do not ascend).
  Result<void> add(const CaseFacts& facts, std::int64_t times = 1);
  Result<void> add_all(const FactsSource& source, const FactsQuery& query);
  // In the place of the row with this id, or as a new one wherever it belongs. Errors as of add, but for the order.
  Result<void> put(const CaseFacts& facts);
  void remove(std::int64_t id);

  // The whole table as bytes for this build on this machine, and back; false: they are of another, or broken.
  void save(std::string& out) const;
  [[nodiscard]] bool load(std::string_view bytes);

  [[nodiscard]] std::span<const FactRow> rows() const { return rows_; }
  [[nodiscard]] std::span<const Share> shares(const FactRow& row) const {
    return {shares_.data() + row.units, row.unit_count};
  }
  [[nodiscard]] std::span<const TypePair> types(const FactRow& row) const {
    return {types_.data() + row.types, row.type_count};
  }
  [[nodiscard]] const Names& names(Dimension dimension) const { return names_[static_cast<std::size_t>(dimension)]; }
  [[nodiscard]] const Names& places() const { return places_; }
  // Where the case with this id stands; nothing when it does not count.
  [[nodiscard]] std::optional<std::size_t> row_of(std::int64_t id) const;
  [[nodiscard]] std::optional<std::uint32_t> place_of(std::int64_t id) const;
  [[nodiscard]] std::string_view number(std::size_t row) const {
    return std::string_view(texts_).substr(texts_of_[row].at, texts_of_[row].number);
  }
  [[nodiscard]] std::string_view title(std::size_t row) const {
    return std::string_view(texts_).substr(texts_of_[row].at + texts_of_[row].number, texts_of_[row].title);
  }

 private:
  struct TextAt {  // number and title of a row stand one behind the other
    std::uint64_t at = 0;
    std::uint32_t number = 0, title = 0;
  };
  Result<FactRow> made(const CaseFacts& facts, std::int64_t times);
  TextAt text_of(const CaseFacts& facts);
  Result<void> add_shares(const CaseFacts& facts, FactRow& row);
  Result<void> add_types(const CaseFacts& facts, FactRow& row);
  Names& names(Dimension dimension) { return names_[static_cast<std::size_t>(dimension)]; }

  std::vector<FactRow> rows_;
  std::vector<Share> shares_;
  std::vector<TypePair> types_;
  std::vector<Names> names_ = std::vector<Names>(kDimensions);
  Names places_;
  std::vector<TextAt> texts_of_;
  std::string texts_;
  std::string scratch_;
};

}  // namespace bihuan::report

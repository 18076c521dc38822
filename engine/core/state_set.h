// StateSet: a set of states as bits in document order. A value; up to 64 states cost no allocation.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "engine/core/chart.h"

namespace bihuan::core {

class StateSet {
 public:
  void insert(StateIndex state) {
    if (state < 64) {
      first_ |= std::uint64_t{1} << state;
      return;
    }
    const std::size_t word = state / 64 - 1;
    if (word >= more_.size()) more_.resize(word + 1);
    more_[word] |= std::uint64_t{1} << (state % 64);
  }
  void erase(StateIndex state) {
    if (state < 64) {
      first_ &= ~(std::uint64_t{1} << state);
    } else if (state / 64 - 1 < more_.size()) {
      more_[state / 64 - 1] &= ~(std::uint64_t{1} << (state % 64));
    }
  }
  [[nodiscard]] bool contains(StateIndex state) const {
    if (state < 64) return ((first_ >> state) & 1U) != 0;
    const std::size_t word = state / 64 - 1;
    return word < more_.size() && ((more_[word] >> (state % 64)) & 1U) != 0;
  }
  [[nodiscard]] bool empty() const { return first_at_or_after(0) == none; }
  [[nodiscard]] std::size_t size() const {
    std::size_t count = static_cast<std::size_t>(std::popcount(first_));
    for (const std::uint64_t word : more_) count += static_cast<std::size_t>(std::popcount(word));
    return count;
  }
  void clear() {
    first_ = 0;
    more_.clear();
  }

  static constexpr StateIndex none = ~StateIndex{0};
  // The smallest member that is not before `from`, or none.
  [[nodiscard]] StateIndex first_at_or_after(StateIndex from) const {
    std::size_t word = from / 64;
    std::uint64_t bits = word_at(word) & (~std::uint64_t{0} << (from % 64));
    while (bits == 0) {
      if (++word > more_.size()) return none;
      bits = word_at(word);
    }
    return static_cast<StateIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
  }
  // True when a member lies in (after, last]: a descendant of `after` when last is its last descendant.
  [[nodiscard]] bool any_in(StateIndex after, StateIndex last) const { return first_at_or_after(after + 1) <= last; }

  // In document order. Inserting or erasing while iterating is allowed; what is behind the iterator is not revisited.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = StateIndex;
    using difference_type = std::ptrdiff_t;
    using pointer = const StateIndex*;
    using reference = StateIndex;
    Iterator(const StateSet& set, StateIndex at) : set_(&set), at_(at) {}
    StateIndex operator*() const { return at_; }
    Iterator& operator++() {
      at_ = set_->first_at_or_after(at_ + 1);
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const StateSet* set_;
    StateIndex at_;
  };
  [[nodiscard]] Iterator begin() const { return {*this, first_at_or_after(0)}; }
  [[nodiscard]] Iterator end() const { return {*this, none}; }

  bool operator==(const StateSet& other) const {
    if (first_ != other.first_) return false;
    const std::size_t words = std::max(more_.size(), other.more_.size());
    for (std::size_t word = 1; word <= words; ++word) {
      if (word_at(word) != other.word_at(word)) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] std::uint64_t word_at(std::size_t word) const {
    if (word == 0) return first_;
    return word <= more_.size() ? more_[word - 1] : 0;
  }
  std::uint64_t first_ = 0;
  std::vector<std::uint64_t> more_;
};

}  // namespace bihuan::core

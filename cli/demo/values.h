// What people of the demonstration year write into forms: values of declared fields, by type and name, from a seeded
// source of chance. Belongs to one thread.
#pragma once

#include <random>
#include <string>

#include "cli/demo/district.h"
#include "engine/core/command.h"
#include "engine/runtime/case_service.h"

namespace bihuan::cli::demo {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  // [0, 1); the same on every platform.
  double fraction() { return static_cast<double>(engine_() >> 11U) * 0x1.0p-53; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(fraction() * static_cast<double>(n)); }
  bool happens(double probability) { return fraction() < probability; }
  template <class T>
  const T& one_of(const std::vector<T>& items) {
    return items[below(items.size())];
  }

 private:
  std::mt19937_64 engine_;
};

// A case about to be filed.
struct Filing {
  core::FileCase command;
  std::vector<runtime::PartyData> parties;
};

class Values {
 public:
  Values(const District& district, Chance& chance) : district_(district), chance_(chance) {}

  // The fields that the form of `definition` asks, as somebody in `unit` fills them at `now`.
  [[nodiscard]] Filing filing(const core::Definition& definition, const std::string& unit, core::Millis now);
  // A value for a field asked on the way; unset when the person would leave it empty.
  [[nodiscard]] expression::Value value(const core::Field& field, const core::CaseState* state, core::Millis now);

 private:
  struct Matter;
  [[nodiscard]] const DistrictUnit& home_of(const std::string& unit);
  [[nodiscard]] Matter matter(const std::string& unit);
  [[nodiscard]] std::string choice(const std::string& field, const std::vector<std::string>& of);
  [[nodiscard]] std::string text(const std::string& field);
  [[nodiscard]] bool left_out(const core::Asked& ask, const core::FieldValues& so_far);
  [[nodiscard]] expression::Value of_matter(const core::Field& field, const Matter& matter, core::Millis now);

  const District& district_;
  Chance& chance_;
  std::vector<Filing> kept_;  // some of them are filed again by the same person
  std::int64_t petitioners_ = 0;
  std::int64_t numbers_ = 0;  // what is to differ without being drawn
};

}  // namespace bihuan::cli::demo

#include "engine/report/measures.h"

#include <algorithm>
#include <array>

namespace bihuan::report {
namespace {

constexpr std::array<std::string_view, kMeasures> measures = {
    "received",     "first",      "repeat",         "not_handled", "handling",      "closed",
    "not_accepted", "accept_due", "accept_on_time", "close_due",   "close_on_time", "ratable",
    "rated",        "satisfied",  "returned",       "settled",     "overdue"};
constexpr std::array<std::string_view, kDimensions> dimensions = {"unit",    "department", "type", "subtype",
                                                                  "channel", "source",     "trade"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name_of(Measure measure) {
  return measures.at(static_cast<std::size_t>(measure));
}

std::string_view name_of(Dimension dimension) {
  return dimensions.at(static_cast<std::size_t>(dimension));
}

std::optional<Measure> measure_named(std::string_view name) {
  return find<Measure>(measures, name);
}

std::optional<Dimension> dimension_named(std::string_view name) {
  return find<Dimension>(dimensions, name);
}

}  // namespace bihuan::report

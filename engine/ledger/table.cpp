#include "engine/ledger/table.h"

#include <fmt/format.h>

#include "engine/ledger/normal.h"

namespace bihuan::ledger {

Cell Cell::of(std::string text) {
  return {text.empty() ? CellKind::empty : CellKind::text, std::move(text), 0};
}

Cell Cell::of_number(double number) {
  return {CellKind::number, fmt::format("{}", number), number};
}

Cell Cell::of_date(double serial, std::string text) {
  return {CellKind::date, std::move(text), serial};
}

bool Cell::is_empty() const {
  return kind == CellKind::empty || half_width(text).empty();
}

}  // namespace bihuan::ledger

#include "engine/ledger/importer.h"

#include "engine/ledger/normal.h"

namespace bihuan::ledger {
namespace {

constexpr std::size_t rows_to_find_headings = 12;

}  // namespace

void Preview::add(RowProblem problem) {
  ++problems_total;
  if (problems.size() < max_problems) problems.push_back(std::move(problem));
}

Result<Mapping> read_table(RowSource& source, const Profile& profile, const core::Definition* definition,
                           const Mapping* mapping, const std::function<Result<void>(const Mapping&)>& headings_found,
                           const std::function<Result<void>(const Row&)>& take) {
  std::vector<Row> first;
  Row row;
  const auto next = [&]() -> Result<bool> { return source.next(row); };
  while (first.size() < rows_to_find_headings) {
    const auto more = next();
    if (!more) return more.error();
    if (!*more) break;
    first.push_back(row);
  }
  std::optional<std::size_t> headings;
  if (mapping != nullptr) {
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (first[i].number == mapping->heading_row) headings = i;
    }
  } else {
    headings = heading_row(first, profile, definition);
  }
  if (!headings) return Error("ledger_headings_missing");
  const Mapping found = mapping != nullptr ? *mapping : suggest_mapping(first[*headings], profile, definition);
  if (auto wanted = headings_found(found); !wanted) return wanted.error();
  for (std::size_t i = *headings + 1; i < first.size(); ++i) {
    if (auto taken = take(first[i]); !taken) return taken.error();
  }
  for (;;) {
    const auto more = next();
    if (!more) return more.error();
    if (!*more) return found;
    if (auto taken = take(row); !taken) return taken.error();
  }
}

Result<Glance> glance(RowSource& source, const Profile& profile, const core::Definition* definition) {
  Glance out;
  auto mapping = read_table(
      source, profile, definition, nullptr,
      [&](const Mapping& found) -> Result<void> {
        out.samples.resize(found.columns.size());
        return {};
      },
      [&](const Row& row) -> Result<void> {
        ++out.rows;
        for (std::size_t i = 0; i < row.cells.size() && i < out.samples.size(); ++i) {
          if (out.samples[i].empty()) out.samples[i] = half_width(row.cells[i].text);
        }
        return {};
      });
  if (!mapping) return mapping.error();
  out.mapping = std::move(*mapping);
  return out;
}

}  // namespace bihuan::ledger

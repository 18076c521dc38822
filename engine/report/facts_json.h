// Facts as JSON lines, one case a line (`bihuan circular --facts FILE`, tests): days as "2022-06-01", units as names or
// {"unit": "溪口", "share": "0.5"}, types as "大气/恶臭". The field names are those of CaseFacts.
// Pure; a line that cannot be read is the error `facts_line` with its number and reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/report/facts.h"

namespace bihuan::report {

[[nodiscard]] Result<CaseFacts> read_facts_line(std::string_view line, int line_number);
[[nodiscard]] std::string facts_line(const CaseFacts& facts);

// A FactsSource over JSON lines held in memory; ids are given in file order when the lines have none.
class JsonFacts : public FactsSource {
 public:
  explicit JsonFacts(std::string lines) : lines_(std::move(lines)) {}
  Result<void> each(const FactsQuery& query, const std::function<void(const CaseFacts&)>& visit) const override;

 private:
  std::string lines_;
};

}  // namespace bihuan::report

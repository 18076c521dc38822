// The vocabulary of counting: what is counted (Measure), by which property (Dimension), and the closed lists of names
// that counting rules, the API and drill-down addresses use for them. Pure values.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace bihuan::report {

enum class Measure {
  received,        // 收到
  first,           // 初信
  repeat,          // 重复
  not_handled,     // 收到而尚未受理 (state at the cut-off, of those received)
  handling,        // 办理中
  closed,          // 已办结
  not_accepted,    // 不予受理
  accept_due,      // 应告知受理
  accept_on_time,  // 按时告知
  close_due,       // 应办结
  close_on_time,   // 按期办结
  ratable,         // 可评价
  rated,           // 已评价
  satisfied,       // 满意和基本满意
  returned,        // 退回重办 (cases, not times)
  settled,         // 初次信访化解
  overdue,         // 超期未结 (at the cut-off)
};
inline constexpr std::size_t kMeasures = 17;

enum class Dimension { unit, department, type, subtype, channel, source, trade };
inline constexpr std::size_t kDimensions = 7;

[[nodiscard]] std::string_view name_of(Measure measure);
[[nodiscard]] std::string_view name_of(Dimension dimension);
[[nodiscard]] std::optional<Measure> measure_named(std::string_view name);
[[nodiscard]] std::optional<Dimension> dimension_named(std::string_view name);

}  // namespace bihuan::report

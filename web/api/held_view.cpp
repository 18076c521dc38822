#include "web/api/held_view.h"

#include "engine/core/held_time.h"

namespace bihuan::api {

namespace json = boost::json;

Result<json::array> held_view(const CaseSight& sight) {
  json::array held;
  if (sight.stored.state.tasks.empty()) return held;
  const auto history = sight.context.services.cases.history(sight.stored.state.id, 0, core::whole_history);
  if (!history) return history.error();
  constexpr core::Millis minute = 60'000;
  for (const auto& each : core::held_times(*history, *sight.acting.calendar, sight.context.now)) {
    held.push_back(
        json::object{{"unit", each.unit.empty() ? json::value(nullptr) : unit_view(sight.context, each.unit)},
                     {"office_minutes", each.office_ms / minute},
                     {"tasks", each.tasks},
                     {"returns", each.returns},
                     {"holding", each.holding}});
  }
  return held;
}

}  // namespace bihuan::api

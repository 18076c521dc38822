// How far the sub-cases of a parent are: counted over all of them, listed as far as this person may see them.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "engine/runtime/projection.h"
#include "web/api/case_view.h"
#include "web/api/respond.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

constexpr std::size_t most_listed = 200;
const runtime::Visibility everything{.all = true, .units = {}, .person = {}};

// What counts of one sub-case.
struct ChildStand {
  bool opened = false, closed = false, overdue = false;
  std::int64_t percent = 0;  // its field `progress` while it is open
};

ChildStand stand_of(const CaseSight& sight, const core::SubCase& child, json::array& listed,
                    const runtime::Visibility& visible) {
  ChildStand stand{child.case_id != 0, child.closed, false, child.closed ? 100 : 0};
  if (!stand.opened) return stand;
  auto& cases = sight.context.services.cases;
  const auto stored = cases.open(child.case_id, everything);
  if (!stored) return stand;
  const auto definition = sight.context.services.definitions.by_hash(stored->state.definition_hash);
  if (!child.closed) {
    stand.overdue = stored->row.overdue || (stored->row.due && sight.context.now >= *stored->row.due);
    const auto value =
        definition ? runtime::field_value(**definition, stored->state, "progress") : expression::Value::null();
    if (value.is(expression::Kind::integer)) stand.percent = std::clamp<std::int64_t>(value.as_int(), 0, 100);
  }
  if (listed.size() >= most_listed || !definition || !cases.open(child.case_id, visible)) return stand;
  auto row = row_view(sight.context, stored->row);
  row["outcome"] = child.outcome;
  row["progress"] = stand.percent;
  listed.push_back(std::move(row));
  return stand;
}

}  // namespace

void write_progress(JsonText& out, const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  const auto& children = sight.stored.state.subcases;
  if (children.empty()) return out.array([] {});
  json::array kinds;
  const auto& services = sight.context.services;
  const auto& actor = sight.acting.context.actor;
  const auto visible = visibility(services, actor.person, actor.on_behalf_of);
  for (std::size_t kind = 0; kind < definition.subcases.size(); ++kind) {
    json::array listed;
    std::int64_t total = 0, opened = 0, closed = 0, overdue = 0, percents = 0;
    for (const auto& child : children) {
      if (child.kind != kind) continue;
      const auto stand = stand_of(sight, child, listed, visible);
      ++total;
      opened += stand.opened;
      closed += stand.closed;
      overdue += stand.overdue;
      percents += stand.percent;
    }
    if (total == 0) continue;
    kinds.push_back(json::object{{"kind", definition.subcases[kind].id},
                                 {"title", definition.subcases[kind].title},
                                 {"total", total},
                                 {"opened", opened},
                                 {"closed", closed},
                                 {"overdue", overdue},
                                 {"percent", percents / total},
                                 {"cases", std::move(listed)}});
  }
  out.raw(json::serialize(kinds));
}

}  // namespace bihuan::api

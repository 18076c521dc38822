#include "web/api/selection.h"

#include <algorithm>
#include <array>

#include "engine/core/field_values.h"
#include "web/api/case_view.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 20> row_members = {
    "id",          "number",     "title",     "workflow", "workflow_title", "states", "lead_unit", "filed_at",
    "received_at", "updated_at", "closed_at", "due",      "clock",          "closed", "overdue",   "supervised",
    "version",     "place",      "types",     "channel"};

// Declared fields of one case, as its page shows them; those that its own definition keeps from somebody are left out.
json::object fields_of(const http::Request& request, const Services& services, std::int64_t id,
                       const std::vector<std::string>& names) {
  json::object out;
  const auto opened = open_case(request, services, id);
  if (!opened) return out;
  const auto& definition = *opened->acting.definition;
  for (const auto& name : names) {
    const auto index = core::field_index(definition, name);
    if (!index || !core::is_read_by_all(definition.fields[*index])) continue;
    out[name] = told_value(opened->sight(), definition.fields[*index], opened->stored.state.machine.data[*index]);
  }
  return out;
}

}  // namespace

Result<void> check_listed_field(const Services& services, std::optional<std::string_view> workflow,
                                const std::string& field) {
  for (const auto& definition : services.definitions.current()) {
    if (workflow && definition->id != *workflow) continue;
    const auto index = core::field_index(*definition, field);
    if (index && !core::is_read_by_all(definition->fields[*index])) {
      return Error("query_field_hidden", {{"field", definition->fields[*index].title}});
    }
  }
  return {};
}

Result<Selection> Selection::of(const http::Request& request, const Services& services) {
  Selection selection;
  for (const auto& name : request.query_list("select")) {
    if (name.starts_with("fields.") && name.size() > 7) {
      const auto field = name.substr(7);
      if (const auto listed = check_listed_field(services, request.query_text("workflow"), field); !listed) {
        return listed.error();
      }
      selection.fields_.push_back(field);
    } else if (std::find(row_members.begin(), row_members.end(), name) != row_members.end()) {
      selection.members_.push_back(name);
    } else {
      return Error("query_value", {{"name", "select"}, {"type", "member"}});
    }
  }
  // A row that cannot be told from the others helps nobody.
  if (std::find(selection.members_.begin(), selection.members_.end(), "id") == selection.members_.end()) {
    selection.members_.insert(selection.members_.begin(), "id");
  }
  return selection;
}

json::array Selection::rows(const http::Request& request, const Services& services,
                            const std::vector<runtime::CaseRow>& rows) const {
  const auto context = view_context(request, services);
  json::array items;
  for (const auto& row : rows) {
    auto whole = row_view(context, row);
    json::object item;
    for (const auto& member : members_) item[member] = std::move(whole[member]);
    if (!fields_.empty()) item["fields"] = fields_of(request, services, row.id, fields_);
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace bihuan::api

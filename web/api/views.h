// JSON forms that several handlers share: rows of lists, names of units and persons, instants, limits in words. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <functional>
#include <string>

#include "engine/base/json_text.h"
#include "engine/core/people.h"
#include "engine/runtime/case_rows.h"
#include "engine/runtime/sight.h"
#include "web/api/services.h"

namespace bihuan::api {

// What a view needs to name things; `organisation` and `calendar` live as long as the view is made.
struct ViewContext {
  const Services& services;
  std::shared_ptr<const core::Organisation> organisation;
  std::string language;
  runtime::Millis now = 0;
};
[[nodiscard]] ViewContext view_context(const http::Request& request, const Services& services);

// "2022-06-01T01:00:00Z"
[[nodiscard]] std::string instant_text(runtime::Millis at);
[[nodiscard]] std::optional<std::string> instant_text(const std::optional<runtime::Millis>& at);
// [{"id", "title"}]; an id stands in for a title that is not known, all of them without a definition.
void write_states(JsonText& out, const core::Definition* definition, const std::vector<std::string>& ids);
// {"id", "title"}, or null for an empty id.
void write_unit(JsonText& out, const ViewContext& context, const std::string& id);
// {"person", "name"}, or null for the system.
void write_person(JsonText& out, const ViewContext& context, const std::string& id);
// "还剩 3 天", "已超期 2 天", "今天到期", "中止".
[[nodiscard]] std::string left_text(const ViewContext& context, const calendar::WorkingCalendar& calendar,
                                    runtime::Millis due, std::string_view phase);
using runtime::mask_name;
using runtime::mask_number;
using runtime::mask_text;

// A field's value in the API's form: dates and times as plain text. `telling`, when there is one, says how every text
// of the value is told.
using Telling = std::function<std::string(const std::string& text)>;
void write_value(JsonText& out, const core::Field& field, const expression::Value& value, const calendar::Zone& zone,
                 const Telling& telling = {});

// What names the parts of a row: null when its definition is not known; no calendar is needed by a row without a limit.
struct RowTerms {
  runtime::DefinitionPtr definition;
  runtime::CalendarPtr calendar;
};
// A row of a list of cases; its members stand in the whole case too.
void write_row_members(JsonText& out, const ViewContext& context, const RowTerms& terms, const runtime::CaseRow& row);
void write_row(JsonText& out, const ViewContext& context, const runtime::CaseRow& row);

// What `write(out)` writes, as a value: for answers that are put together from values.
template <class Write>
boost::json::value written(const Write& write) {
  JsonText out;
  write(out);
  boost::json::parse_options as_written;
  as_written.max_depth = 128;  // what a value of ours may have (engine/expression/json.cpp)
  as_written.allow_invalid_utf8 = true;
  return boost::json::parse(out.text(), {}, as_written);
}
[[nodiscard]] boost::json::value instant_or_null(const std::optional<runtime::Millis>& at);
[[nodiscard]] boost::json::value unit_view(const ViewContext& context, const std::string& id);
[[nodiscard]] boost::json::value person_view(const ViewContext& context, const std::string& id);
[[nodiscard]] boost::json::object row_view(const ViewContext& context, const runtime::CaseRow& row);
[[nodiscard]] boost::json::value field_view(const core::Field& field, const expression::Value& value,
                                            const calendar::Zone& zone);

}  // namespace bihuan::api

// Lists of cases, likely repeats, search.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <concepts>
#include <cstdlib>

#include "engine/base/catalogue.h"
#include "engine/core/field_values.h"
#include "web/api/case_query.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/api/selection.h"
#include "web/api/views.h"

namespace bihuan::api {
namespace {

using http::Method;
using http::Request;
using http::Response;

std::optional<runtime::Millis> day(const Request& request, std::string_view name, bool end_of_day) {
  const auto text = request.query_text(name);
  const auto zone = calendar::Zone::find("Asia/Shanghai");
  if (!text || !zone) return std::nullopt;
  auto at = zone->parse(*text);
  if (at && end_of_day && text->size() == 10) *at += 86'400'000;
  return at;
}

std::optional<runtime::CaseQuery::Near> near_of(const Request& request) {
  const auto parts = request.query_list("near");
  if (parts.size() != 3) return std::nullopt;
  try {
    return runtime::CaseQuery::Near{std::stod(parts[0]), std::stod(parts[1]), std::stod(parts[2])};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

runtime::CaseQuery::Sort sort_of(std::string_view name) {
  using Sort = runtime::CaseQuery::Sort;
  if (name == "due") return Sort::due;
  if (name == "filed_at") return Sort::oldest;
  if (name == "number") return Sort::number;
  return Sort::newest;
}

std::string text_of(const Request& request, std::string_view name) {
  return std::string(request.query_text(name).value_or(std::string_view{}));
}

// A filter by a field answers what stands in it: only those that everybody reads may be asked.
Result<void> check_filters(const Request& request, const Services& services) {
  for (const auto& [name, value] : request.query_family("fields")) {
    const auto listed = check_listed_field(services, request.query_text("workflow"), name);
    if (!listed) return listed.error();
  }
  return {};
}

}  // namespace

runtime::CaseQuery case_query(const Request& request, const Services& services) {
  runtime::CaseQuery query;
  query.visible = visibility(request, services);
  query.workflow = text_of(request, "workflow");
  query.state = text_of(request, "state");
  query.units = request.query_list("unit");
  if (const auto unit = request.query_text("involving")) query.involving = std::string(*unit);
  query.open = request.query_boolean("open");
  query.overdue = request.query_boolean("overdue");
  query.supervised = request.query_boolean("supervised");
  query.filed_from = day(request, "filed_from", false);
  query.filed_to = day(request, "filed_to", true);
  query.due_from = day(request, "due_from", false);
  query.due_to = day(request, "due_to", true);
  query.closed_from = day(request, "closed_from", false);
  query.closed_to = day(request, "closed_to", true);
  query.type = text_of(request, "type");
  query.channel = text_of(request, "channel");
  if (request.query_boolean("mine").value_or(false)) {  // what one would see without any unit
    query.visible.all = false;
    query.visible.units.clear();
  }
  query.text = text_of(request, "q");
  query.near = near_of(request);
  for (const auto& id : request.query_list("ids")) query.ids.push_back(std::strtoll(id.c_str(), nullptr, 10));
  for (auto& [name, value] : request.query_family("fields")) query.fields.emplace_back(name, value);
  query.number_prefix = text_of(request, "number");
  query.sort = sort_of(request.query_text("sort").value_or("-filed_at"));
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(request.query_integer("limit").value_or(50), 1, 500));
  query.cursor = text_of(request, "cursor");
  query.count_total = request.query_boolean("total").value_or(false);
  return query;
}

std::vector<http::QueryParameter> case_filters() {
  return {{"workflow", "string", "workflow id"},
          {"state", "string", "id of an active state"},
          {"unit", "list", "led by one of these units"},
          {"involving", "string", "with an open task of this unit"},
          {"open", "boolean", "not closed"},
          {"overdue", "boolean", "a limit has passed"},
          {"supervised", "boolean", "under supervision"},
          {"filed_from", "date", "filed on this day or later"},
          {"filed_to", "date", "filed on this day or earlier"},
          {"due_from", "date", "next limit on this day or later"},
          {"due_to", "date", "next limit on this day or earlier"},
          {"closed_from", "date", "closed on this day or later"},
          {"closed_to", "date", "closed on this day or earlier"},
          {"type", "string", "one of its types"},
          {"channel", "string", "where it came from"},
          {"mine", "boolean", "filed by the person who asks, or with a task of theirs"},
          {"q", "string", "words"},
          {"near", "list", "latitude, longitude, metres"},
          {"ids", "list", "ids of cases"},
          {"fields.*", "string", "a declared field has this value"},
          {"number", "string", "number begins with this"},
          {"sort", "string", "order", {"due", "-filed_at", "filed_at", "number"}},
          {"limit", "integer", "rows a page, 1 to 500; 50 unless told"},
          {"cursor", "string", "`next` of the page before"},
          {"total", "boolean", "count all"}};
}

namespace {

// `items(out)` writes the list.
Response page_response(const std::optional<std::string>& next, const std::optional<std::int64_t>& total,
                       const auto& items) {
  JsonText out;
  out.object([&] {
    out.member("items", [&] { items(out); });
    out.member("next", next);
    out.member("total", total);
  });
  return http::json_response(out);
}

// {"case", "score"} and what `more` writes.
void write_hit(JsonText& out, const ViewContext& context, const runtime::CaseRow& row, double score,
               const std::invocable auto& more) {
  out.object([&] {
    out.member("case", [&] { write_row(out, context, row); });
    out.member("score", score);
    more();
  });
}

void write_snippet(JsonText& out, const std::vector<runtime::SearchHit::Segment>& snippet) {
  out.array(snippet, [&](const runtime::SearchHit::Segment& segment) {
    out.object([&] {
      out.member("text", segment.text);
      out.member("hit", segment.hit);
    });
  });
}

Response list(const Request& request, const Services& services) {
  if (const auto allowed = check_filters(request, services); !allowed) return refuse(request, allowed.error());
  const auto page = services.store().read()->cases().list(case_query(request, services));
  const auto context = view_context(request, services);
  return page_response(page.next, page.total, [&](JsonText& out) {
    out.array(page.items, [&](const auto& row) { write_row(out, context, row); });
  });
}

// The same list with the members that are asked for.
Response case_table(const Request& request, const Services& services) {
  if (const auto allowed = check_filters(request, services); !allowed) return refuse(request, allowed.error());
  const auto selection = Selection::of(request, services);
  if (!selection) return refuse(request, selection.error());
  const auto page = services.store().read()->cases().list(case_query(request, services));
  return page_response(page.next, page.total, [&](JsonText& out) {
    out.raw(boost::json::serialize(selection->rows(request, services, page.items)));
  });
}

Response search(const Request& request, const Services& services) {
  if (const auto allowed = check_filters(request, services); !allowed) return refuse(request, allowed.error());
  runtime::SearchQuery query;
  query.filter = case_query(request, services);
  query.limit = query.filter.limit;
  query.offset =
      static_cast<std::size_t>(std::clamp<std::int64_t>(request.query_integer("offset").value_or(0), 0, 10'000));
  const auto context = view_context(request, services);
  const auto hits = services.store().read()->cases().search(query);
  std::optional<std::string> next;
  if (hits.size() == query.limit) next = std::to_string(query.offset + query.limit);
  return page_response(next, std::nullopt, [&](JsonText& out) {
    out.array(hits, [&](const auto& hit) {
      write_hit(out, context, hit.row, hit.score,
                [&] { out.member("snippet", [&] { write_snippet(out, hit.snippet); }); });
    });
  });
}

// The fields of a case about to be filed as far as they are filled in, checked as filing would.
Result<core::FieldValues> draft_fields(const Request& request, const core::Definition& definition) {
  const auto zone = calendar::Zone::find("Asia/Shanghai");
  auto fields = field_members(request.json, "fields");
  if (!fields) return fields.error();
  for (auto& [id, value] : *fields) {
    const auto index = core::field_index(definition, id);
    if (!index) return Error("field_unknown", {{"field", id}});
    auto checked = core::field_value(definition.fields[*index], value, *zone);
    if (!checked) return checked.error();
    value = std::move(*checked);
  }
  return fields;
}

Response duplicates(const Request& request, const Services& services) {
  core::FileCase filing;
  filing.workflow = text_member(request.json, "workflow");
  const auto definition = definition_for_filing(services, filing.workflow, std::nullopt);
  if (!definition) return refuse(request, definition.error());
  auto fields = draft_fields(request, **definition);
  if (!fields) return refuse(request, fields.error());
  filing.fields = std::move(*fields);
  const auto parties = party_members(request.json, **definition);
  if (!parties) return refuse(request, parties.error());
  const auto context = view_context(request, services);
  const auto hits = services.cases.likely_repeats(filing, *parties, visibility(request, services), 5);
  JsonText out;
  const auto tell = [&](const auto& reason) {
    out.value(text(request.language, "repeat_" + reason.code, {{"value", reason.value}}));
  };
  const auto write = [&](const auto& hit) {
    write_hit(out, context, hit.row, hit.score, [&] { out.member("reasons", [&] { out.array(hit.reasons, tell); }); });
  };
  out.object([&] { out.member("items", [&] { out.array(hits, write); }); });
  return http::json_response(out);
}

}  // namespace

void add_case_list_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("SearchList",
              R"({"type":"object","required":["items","next"],"properties":{"items":{"type":"array","items":{
    "type":"object","required":["case","snippet","score"],"properties":{"case":{"$ref":"#/components/schemas/CaseRow"},
    "score":{"type":"number"},"snippet":{"type":"array","items":{"type":"object","required":["text","hit"],"properties":{"text":{"type":"string"},
    "hit":{"type":"boolean"}}}}}}},"next":{"type":["string","null"]},"total":{"type":["integer","null"]}}})");
  schemas.add("DuplicateQuestion",
              R"({"type":"object","required":["workflow","fields"],"additionalProperties":false,"properties":{
    "workflow":{"type":"string","maxLength":100},"fields":{"type":"object"},
    "parties":{"type":"array","maxItems":50,"items":{"$ref":"#/components/schemas/NewParty"}}}})");
  schemas.add("DuplicateList", R"({"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{
    "type":"object","required":["case","score","reasons"],"properties":{"case":{"$ref":"#/components/schemas/CaseRow"},
    "score":{"type":"number"},"reasons":{"type":"array","items":{"type":"string"}}}}}}})");
  auto listing =
      read_row("cases", "/api/v1/cases", "list_cases", "Cases this person may see.", {200, "CaseList"}, list, services);
  listing.query = case_filters();
  table.add(std::move(listing));
  auto choosing = read_row("cases", "/api/v1/cases/table", "table_of_cases",
                           "Cases this person may see, with the members that are asked for.", {200, "CaseTable"},
                           case_table, services);
  choosing.query = case_filters();
  choosing.query.push_back({"select", "list", "members of the row, and fields.NAME", {}, true});
  table.add(std::move(choosing));
  auto searching = read_row("cases", "/api/v1/search", "search_cases", "Cases whose texts hold the words.",
                            {200, "SearchList"}, search, services);
  searching.query = case_filters();
  searching.query.push_back({"offset", "integer", "hits to pass over"});
  table.add(std::move(searching));
  auto question = command_row(Method::post, "cases", "/api/v1/cases/duplicates", "likely_repeats",
                              "Likely repeats of a case about to be filed.", "DuplicateQuestion", duplicates, services);
  question.idempotency_key = false;
  question.answers = {{200, "DuplicateList"}};
  table.add(std::move(question));
}

}  // namespace bihuan::api

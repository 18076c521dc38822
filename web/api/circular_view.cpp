#include "web/api/circular_view.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "web/api/report_desk.h"
#include "web/api/respond.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using report::Circular;
using report::CircularService;

json::array tables_view(const Circular& circular) {
  json::array out;
  for (const auto& table : circular.tables) {
    json::array columns;
    for (const auto& column : table.columns) columns.emplace_back(column);
    json::array rows;
    for (const auto& row : table.rows) {
      json::array cells;
      for (const auto& cell : row) {
        json::object one{{"text", cell.text}};
        if (cell.drill) one["drill"] = drill_view(*cell.drill);
        cells.push_back(std::move(one));
      }
      rows.push_back(std::move(cells));
    }
    json::object one;
    one["id"] = table.id;
    one["title"] = table.title;
    one["note"] = table.note;
    one["columns"] = std::move(columns);
    one["rows"] = std::move(rows);
    out.push_back(std::move(one));
  }
  return out;
}

json::array cases_view(const std::vector<report::TypicalCase>& cases) {
  json::array out;
  for (const auto& one : cases) {
    out.push_back(
        json::object{{"number", one.number}, {"title", one.title}, {"unit", one.unit}, {"outcome", one.outcome}});
  }
  return out;
}

json::array texts_view(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

}  // namespace

json::object circular_summary(const CircularService::Stored& stored) {
  const auto& circular = stored.circular;
  return {{"id", report::month_text(circular.options.month)},
          {"month", report::month_text(circular.options.month)},
          {"title", report::one_line(circular.options.title)},
          {"number", circular.options.number},
          {"revision", circular.options.revision},
          {"state", json::object{{"id", stored.state}, {"title", stored.state_title}}},
          {"case_id", stored.case_id},
          {"version", stored.version},
          {"as_of", circular.as_of}};
}

json::object circular_view(const CircularService::Stored& stored) {
  json::object out = circular_summary(stored);
  const auto& edited = stored.circular.edited;
  json::array sections;
  for (const auto& section : report::sections(stored.circular)) {
    const bool by_hand = std::find(edited.begin(), edited.end(), sections.size()) != edited.end();
    sections.push_back(json::object{{"id", static_cast<std::int64_t>(sections.size())},
                                    {"title", section.title},
                                    {"text", section.text},
                                    {"edited", by_hand}});
  }
  json::array charts;
  for (const auto& chart : stored.circular.charts) {
    charts.push_back(json::object{{"id", chart.id}, {"title", chart.title}, {"svg", report::chart_svg(chart)}});
  }
  out["sections"] = std::move(sections);
  out["tables"] = tables_view(stored.circular);
  out["charts"] = std::move(charts);
  out["cases"] = cases_view(stored.circular.options.cases);
  out["suggestions"] = cases_view(stored.circular.suggestions);
  out["next_steps"] = texts_view(stored.circular.options.next_steps);
  out["changes"] = texts_view(stored.circular.changes);
  out["recognisable"] = texts_view(report::recognisable(stored.circular));
  out["rules"] = stored.circular.rules_note;
  return out;
}

namespace {

void take_cases(const json::array& given, Circular& circular) {
  circular.options.cases.clear();
  for (const auto& one : given) {
    circular.options.cases.push_back({text_member(one, "number"), report::without_identities(text_member(one, "title")),
                                      text_member(one, "unit"),
                                      report::without_identities(text_member(one, "outcome"))});
  }
}

}  // namespace

void edit_circular(const json::object& body, const report::CircularTexts& texts, Circular& circular) {
  if (const auto* cases = body.if_contains("cases"); cases != nullptr && cases->is_array()) {
    take_cases(cases->get_array(), circular);
    std::string text;
    int number = 0;
    for (const auto& one : circular.options.cases) {
      text += texts("case", {{"number", std::to_string(++number) + "."},
                             {"title", one.title},
                             {"place_unit", one.unit},
                             {"outcome", one.outcome}}) +
              "\n";
    }
    report::edit_section(circular, 5, text.empty() ? texts("cases_none") : text);
  }
  if (const auto* steps = body.if_contains("next_steps"); steps != nullptr && steps->is_array()) {
    circular.options.next_steps.clear();
    std::string text;
    for (const auto& step : steps->get_array()) {
      circular.options.next_steps.emplace_back(step.as_string());
      text += std::string(step.as_string()) + "\n";
    }
    report::edit_section(circular, 6, text);
  }
  if (const auto* given = body.if_contains("sections"); given != nullptr && given->is_array()) {
    for (const auto& section : given->get_array()) {
      const auto index = static_cast<std::size_t>(integer_member(section, "id"));
      if (!report::edit_section(circular, index, text_member(section, "text"))) continue;
      auto& edited = circular.edited;
      if (std::find(edited.begin(), edited.end(), index) == edited.end()) edited.push_back(index);
    }
  }
}

}  // namespace bihuan::api

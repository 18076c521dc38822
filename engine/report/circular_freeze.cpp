// The frozen circular as JSON.
#include <boost/json.hpp>

#include "engine/base/hash.h"
#include "engine/report/circular_snapshot.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;

json::array strings(const std::vector<std::string>& values) {
  json::array out;
  for (const auto& value : values) out.emplace_back(value);
  return out;
}

json::array typical_json(const std::vector<TypicalCase>& cases) {
  json::array out;
  for (const auto& one : cases) {
    out.push_back(
        json::object{{"number", one.number}, {"title", one.title}, {"unit", one.unit}, {"outcome", one.outcome}});
  }
  return out;
}

json::object options_json(const CircularOptions& o) {
  json::object out;
  out["month"] = std::to_string(o.month.year) + (o.month.month < 10 ? "-0" : "-") + std::to_string(o.month.month);
  if (o.as_of) out["as_of"] = day_text(*o.as_of);
  out["units"] = strings(o.units);
  out["only_these_units"] = o.only_these_units;
  out["number"] = o.number;
  if (o.issued) out["issued"] = day_text(*o.issued);
  out["office"] = o.office;
  out["banner"] = o.banner;
  out["scope"] = o.scope;
  out["title"] = o.title;
  out["addressee"] = o.addressee;
  out["copy_to"] = o.copy_to;
  out["next_steps"] = strings(o.next_steps);
  out["revision"] = o.revision;
  out["cases"] = typical_json(o.cases);
  return out;
}

json::value drill_json(const DrillQuery& drill) {
  json::object out{{"measure", name_of(drill.measure)}, {"window", static_cast<int>(drill.window)}};
  if (drill.dimension) {
    out["dimension"] = name_of(*drill.dimension);
    out["key"] = drill.key;
  }
  if (drill.unit) out["unit"] = *drill.unit;
  if (drill.place_of) out["place_of"] = *drill.place_of;
  return out;
}

json::array tables_json(const std::vector<ReportTable>& tables) {
  json::array out;
  for (const auto& table : tables) {
    json::array rows;
    for (const auto& row : table.rows) {
      json::array cells;
      for (const auto& cell : row) {
        json::object one{{"text", cell.text}};
        if (cell.value) one["value"] = *cell.value;
        if (cell.drill) one["drill"] = drill_json(*cell.drill);
        cells.push_back(std::move(one));
      }
      rows.push_back(std::move(cells));
    }
    json::object one;
    one["id"] = table.id;
    one["title"] = table.title;
    one["note"] = table.note;
    one["columns"] = strings(table.columns);
    one["rows"] = std::move(rows);
    one["has_total"] = table.has_total;
    out.push_back(std::move(one));
  }
  return out;
}

json::array charts_json(const std::vector<Chart>& charts) {
  json::array out;
  for (const auto& chart : charts) {
    json::array series;
    for (const auto& one : chart.series) {
      json::array values;
      for (const auto& value : one.values) values.push_back(value ? json::value(*value) : json::value());
      json::object item;
      item["name"] = one.name;
      item["values"] = std::move(values);
      series.push_back(std::move(item));
    }
    json::object item;
    item["id"] = chart.id;
    item["title"] = chart.title;
    item["kind"] = static_cast<int>(chart.kind);
    item["categories"] = strings(chart.categories);
    item["series"] = std::move(series);
    out.push_back(std::move(item));
  }
  return out;
}

json::array cases_json(const std::vector<CountedCase>& cases) {
  json::array out;
  for (const auto& one : cases) {
    json::array row;
    row.emplace_back(one.id);
    for (const auto text : kCaseTexts) row.emplace_back(one.*text);
    row.emplace_back(one.parts);
    row.emplace_back(one.repeat);
    row.emplace_back(one.overdue);
    out.push_back(std::move(row));
  }
  return out;
}

// Figure by figure: the query, then case and parts in turns.
json::array figures_json(const std::vector<FigureCases>& figures) {
  json::array out;
  for (const auto& figure : figures) {
    json::array parts;
    for (const auto& part : figure.parts) {
      parts.emplace_back(part.at);
      parts.emplace_back(part.parts);
    }
    json::object one;
    one["query"] = drill_json(figure.query);
    one["parts"] = std::move(parts);
    out.push_back(std::move(one));
  }
  return out;
}

json::object body_json(const Circular& c) {
  json::object out;
  out["options"] = options_json(c.options);
  out["period"] = c.period_text;
  out["first_day"] = c.first_day;
  out["as_of"] = c.as_of;
  json::array paragraphs;
  for (const auto& one : c.paragraphs)
    paragraphs.push_back(json::object{{"kind", static_cast<int>(one.kind)}, {"text", one.text}});
  out["paragraphs"] = std::move(paragraphs);
  out["tables"] = tables_json(c.tables);
  json::array headings;
  for (const auto& one : c.type_headings) {
    json::object heading;
    heading["main"] = one.main;
    heading["subs"] = strings(one.subs);
    headings.push_back(std::move(heading));
  }
  out["type_headings"] = std::move(headings);
  out["charts"] = charts_json(c.charts);
  out["cases"] = cases_json(c.cases);
  out["figures"] = figures_json(c.figures);
  out["suggestions"] = typical_json(c.suggestions);
  out["edited"] = json::array(c.edited.begin(), c.edited.end());
  out["changes"] = strings(c.changes);
  out["rules"] = json::object{
      {"title", c.rules_title}, {"version", c.rules_version}, {"hash", c.rules_hash}, {"text", c.rules_text}};
  out["texts_hash"] = c.texts_hash;
  out["data_hash"] = c.data_hash;
  out["rules_note"] = c.rules_note;
  return out;
}

}  // namespace

std::string freeze(const Circular& circular) {
  const std::string body = json::serialize(body_json(circular));
  return "{\"bihuan_circular\":" + std::to_string(kSnapshotFormat) + ",\"sha256\":\"" + sha256_hex(body) +
         "\",\"body\":" + body + "}\n";
}

}  // namespace bihuan::report

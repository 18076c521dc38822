// The frozen circular as JSON, and what differs between two of them.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "engine/base/hash.h"
#include "engine/report/circular.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;

constexpr std::int64_t kFormat = 1;

json::array strings(const std::vector<std::string>& values) {
  json::array out;
  for (const auto& value : values) out.emplace_back(value);
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
  json::array cases;
  for (const auto& one : o.cases)
    cases.push_back(
        json::object{{"number", one.number}, {"title", one.title}, {"unit", one.unit}, {"outcome", one.outcome}});
  out["cases"] = std::move(cases);
  return out;
}

json::value drill_json(const DrillQuery& drill) {
  json::object out{{"measure", name_of(drill.measure)}, {"window", static_cast<int>(drill.window)}};
  if (drill.dimension) {
    out["dimension"] = name_of(*drill.dimension);
    out["key"] = drill.key;
  }
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

constexpr std::string CountedCase::*kCaseTexts[] = {
    &CountedCase::number,  &CountedCase::title,    &CountedCase::units, &CountedCase::types,
    &CountedCase::channel, &CountedCase::source,   &CountedCase::trade, &CountedCase::department,
    &CountedCase::place,   &CountedCase::received, &CountedCase::due,   &CountedCase::closed};

json::array cases_json(const std::vector<CountedCase>& cases) {
  json::array out;
  for (const auto& one : cases) {
    json::array row;
    for (const auto text : kCaseTexts) row.emplace_back(one.*text);
    row.emplace_back(one.parts);
    row.emplace_back(one.repeat);
    row.emplace_back(one.overdue);
    out.push_back(std::move(row));
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
  out["rules"] = json::object{
      {"title", c.rules_title}, {"version", c.rules_version}, {"hash", c.rules_hash}, {"text", c.rules_text}};
  out["texts_hash"] = c.texts_hash;
  out["data_hash"] = c.data_hash;
  out["rules_note"] = c.rules_note;
  return out;
}

std::vector<std::string> read_strings(const json::value& list) {
  std::vector<std::string> out;
  for (const auto& one : list.as_array()) out.emplace_back(one.as_string());
  return out;
}

std::string text_of(const json::object& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

CircularOptions read_options(const json::object& o) {
  CircularOptions out;
  const auto month = parse_month(text_of(o, "month"));
  if (month) out.month = *month;
  if (const auto* day = o.if_contains("as_of")) out.as_of = parse_day(std::string(day->as_string()));
  if (const auto* day = o.if_contains("issued")) out.issued = parse_day(std::string(day->as_string()));
  out.units = read_strings(o.at("units"));
  out.only_these_units = o.at("only_these_units").as_bool();
  out.number = text_of(o, "number");
  out.office = text_of(o, "office");
  out.banner = text_of(o, "banner");
  out.scope = text_of(o, "scope");
  out.title = text_of(o, "title");
  out.addressee = text_of(o, "addressee");
  out.copy_to = text_of(o, "copy_to");
  out.next_steps = read_strings(o.at("next_steps"));
  out.revision = static_cast<int>(o.at("revision").as_int64());
  for (const auto& one : o.at("cases").as_array()) {
    const auto& item = one.as_object();
    out.cases.push_back(
        {text_of(item, "number"), text_of(item, "title"), text_of(item, "unit"), text_of(item, "outcome")});
  }
  return out;
}

TableCell read_cell(const json::object& cell) {
  TableCell out{text_of(cell, "text"), std::nullopt, std::nullopt};
  if (const auto* value = cell.if_contains("value")) out.value = value->to_number<double>();
  if (const auto* drill = cell.if_contains("drill")) {
    const auto& query = drill->as_object();
    DrillQuery read;
    read.measure = measure_named(text_of(query, "measure")).value_or(Measure::received);
    read.window = static_cast<Window>(query.at("window").as_int64());
    if (query.contains("dimension")) {
      read.dimension = dimension_named(text_of(query, "dimension"));
      read.key = text_of(query, "key");
    }
    out.drill = read;
  }
  return out;
}

ReportTable read_table(const json::object& table) {
  ReportTable out;
  out.id = text_of(table, "id");
  out.title = text_of(table, "title");
  out.note = text_of(table, "note");
  out.columns = read_strings(table.at("columns"));
  out.has_total = table.at("has_total").as_bool();
  for (const auto& row : table.at("rows").as_array()) {
    out.rows.emplace_back();
    for (const auto& cell : row.as_array()) out.rows.back().push_back(read_cell(cell.as_object()));
  }
  return out;
}

Chart read_chart(const json::object& chart) {
  Chart out;
  out.id = text_of(chart, "id");
  out.title = text_of(chart, "title");
  out.kind = static_cast<ChartKind>(chart.at("kind").as_int64());
  out.categories = read_strings(chart.at("categories"));
  for (const auto& one : chart.at("series").as_array()) {
    ChartSeries series{text_of(one.as_object(), "name"), {}};
    for (const auto& value : one.as_object().at("values").as_array()) {
      series.values.push_back(value.is_null() ? std::nullopt : std::optional<double>(value.to_number<double>()));
    }
    out.series.push_back(std::move(series));
  }
  return out;
}

CountedCase read_case(const json::array& row) {
  CountedCase out;
  std::size_t i = 0;
  for (const auto text : kCaseTexts) out.*text = std::string(row.at(i++).as_string());
  out.parts = row.at(i++).as_int64();
  out.repeat = row.at(i++).as_bool();
  out.overdue = row.at(i).as_bool();
  return out;
}

Circular read_body(const json::object& body) {
  Circular out;
  out.options = read_options(body.at("options").as_object());
  out.period_text = text_of(body, "period");
  out.first_day = text_of(body, "first_day");
  out.as_of = text_of(body, "as_of");
  for (const auto& one : body.at("paragraphs").as_array()) {
    out.paragraphs.push_back(
        {static_cast<ParagraphKind>(one.as_object().at("kind").as_int64()), text_of(one.as_object(), "text")});
  }
  for (const auto& one : body.at("tables").as_array()) out.tables.push_back(read_table(one.as_object()));
  for (const auto& one : body.at("type_headings").as_array())
    out.type_headings.push_back({text_of(one.as_object(), "main"), read_strings(one.as_object().at("subs"))});
  for (const auto& one : body.at("charts").as_array()) out.charts.push_back(read_chart(one.as_object()));
  for (const auto& one : body.at("cases").as_array()) out.cases.push_back(read_case(one.as_array()));
  const auto& rules = body.at("rules").as_object();
  out.rules_title = text_of(rules, "title");
  out.rules_version = text_of(rules, "version");
  out.rules_hash = text_of(rules, "hash");
  out.rules_text = text_of(rules, "text");
  out.texts_hash = text_of(body, "texts_hash");
  out.data_hash = text_of(body, "data_hash");
  out.rules_note = text_of(body, "rules_note");
  return out;
}

Error broken(std::string reason) {
  return Error("snapshot_broken", {{"reason", std::move(reason)}});
}

void compare_tables(const ReportTable& before, const ReportTable& after, std::vector<std::string>& out) {
  const auto key = [](const std::vector<TableCell>& row) { return row.size() > 1 ? row[1].text : std::string(); };
  const std::string place = "附件" + after.id;
  for (const auto& row : after.rows) {
    const auto old = std::find_if(before.rows.begin(), before.rows.end(),
                                  [&](const auto& candidate) { return key(candidate) == key(row); });
    if (old == before.rows.end()) {
      out.push_back(place + "：增加“" + key(row) + "”一行");
      continue;
    }
    for (std::size_t i = 2; i < row.size() && i < after.columns.size(); ++i) {
      const auto column = std::find(before.columns.begin(), before.columns.end(), after.columns[i]);
      const auto at = static_cast<std::size_t>(column - before.columns.begin());
      const std::string was =
          column == before.columns.end() || at >= old->size() ? std::string(kNothing) : (*old)[at].text;
      if (was != row[i].text)
        out.push_back(place + "：“" + key(row) + "”的" + after.columns[i] + "由" + was + "改为" + row[i].text);
    }
  }
  for (const auto& row : before.rows) {
    if (std::none_of(after.rows.begin(), after.rows.end(),
                     [&](const auto& candidate) { return key(candidate) == key(row); })) {
      out.push_back(place + "：删去“" + key(row) + "”一行");
    }
  }
}

}  // namespace

std::string freeze(const Circular& circular) {
  const std::string body = json::serialize(body_json(circular));
  return "{\"bihuan_circular\":" + std::to_string(kFormat) + ",\"sha256\":\"" + sha256_hex(body) +
         "\",\"body\":" + body + "}\n";
}

Result<Circular> thaw(std::string_view snapshot) {
  try {
    const json::value value = json::parse({snapshot.data(), snapshot.size()});
    const auto& object = value.as_object();
    if (object.at("bihuan_circular").as_int64() != kFormat) return broken("its format is newer than this program");
    const auto& body = object.at("body").as_object();
    if (sha256_hex(json::serialize(body)) != text_of(object, "sha256"))
      return broken("its content does not match its hash");
    Circular out = read_body(body);
    if (sha256_hex(out.rules_text) != out.rules_hash) return broken("its counting rules do not match their hash");
    return out;
  } catch (const std::exception& failure) {  // Boost.JSON's accessors throw: here that is a fault of the input
    return broken(failure.what());
  }
}

std::vector<Section> sections(const Circular& circular) {
  std::vector<Section> out;
  for (const auto& paragraph : circular.paragraphs) {
    if (paragraph.kind == ParagraphKind::heading) out.push_back({paragraph.text, ""});
    if (out.empty() || paragraph.kind == ParagraphKind::heading || paragraph.kind == ParagraphKind::chart) continue;
    out.back().text += (out.back().text.empty() ? "" : "\n") + paragraph.text;
  }
  return out;
}

bool edit_section(Circular& circular, std::size_t index, const std::string& text) {
  std::vector<Paragraph> out;
  std::vector<Paragraph> charts;
  std::size_t section = 0;
  bool found = false;
  const auto leave = [&] {
    out.insert(out.end(), charts.begin(), charts.end());
    charts.clear();
  };
  for (const auto& paragraph : circular.paragraphs) {
    if (paragraph.kind == ParagraphKind::heading) {
      leave();
      out.push_back(paragraph);
      if (section++ != index) continue;
      found = true;
      std::string_view rest = text;
      while (!rest.empty()) {
        const auto end = rest.find('\n');
        if (end != 0) out.push_back({ParagraphKind::text, std::string(rest.substr(0, end))});
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      }
      continue;
    }
    const bool edited = found && section == index + 1;
    if (!edited) {
      out.push_back(paragraph);
    } else if (paragraph.kind == ParagraphKind::chart) {
      charts.push_back(paragraph);
    }
  }
  leave();
  if (found) circular.paragraphs = std::move(out);
  return found;
}

std::vector<std::string> differences(const Circular& before, const Circular& after) {
  std::vector<std::string> out;
  std::multiset<std::string> old;
  for (const auto& one : before.paragraphs) old.insert(one.text);
  std::vector<std::string> added;
  for (const auto& one : after.paragraphs) {
    if (const auto found = old.find(one.text); found != old.end()) {
      old.erase(found);
    } else {
      added.push_back(one.text);
    }
  }
  for (const auto& text : old) out.push_back("正文删去：" + text);
  for (const auto& text : added) out.push_back("正文增加：" + text);
  for (std::size_t i = 0; i < std::min(before.tables.size(), after.tables.size()); ++i)
    compare_tables(before.tables[i], after.tables[i], out);
  if (before.rules_hash != after.rules_hash)
    out.push_back("统计口径由版本" + before.rules_version + "改为版本" + after.rules_version);
  return out;
}

}  // namespace bihuan::report

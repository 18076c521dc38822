// The frozen circular read again, its hashes checked.
#include <boost/json.hpp>
#include <stdexcept>

#include "engine/base/hash.h"
#include "engine/report/circular_snapshot.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;

std::vector<std::string> read_strings(const json::value& list) {
  std::vector<std::string> out;
  for (const auto& one : list.as_array()) out.emplace_back(one.as_string());
  return out;
}

std::string text_of(const json::object& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

std::vector<TypicalCase> read_typical(const json::value& list) {
  std::vector<TypicalCase> out;
  for (const auto& one : list.as_array()) {
    const auto& item = one.as_object();
    out.push_back({text_of(item, "number"), text_of(item, "title"), text_of(item, "unit"), text_of(item, "outcome")});
  }
  return out;
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
  out.cases = read_typical(o.at("cases"));
  return out;
}

DrillQuery read_query(const json::object& query) {
  DrillQuery out;
  out.measure = measure_named(text_of(query, "measure")).value_or(Measure::received);
  out.window = static_cast<Window>(query.at("window").as_int64());
  if (query.contains("dimension")) {
    out.dimension = dimension_named(text_of(query, "dimension"));
    out.key = text_of(query, "key");
  }
  if (query.contains("unit")) out.unit = text_of(query, "unit");
  if (const auto* place = query.if_contains("place_of")) out.place_of = place->as_int64();
  return out;
}

FigureCases read_figure(const json::object& figure, std::size_t cases) {
  FigureCases out{read_query(figure.at("query").as_object()), {}};
  const auto& parts = figure.at("parts").as_array();
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    const auto at = parts[i].to_number<std::uint32_t>();
    if (at >= cases) throw std::out_of_range("a figure names a case that is not there");
    out.parts.push_back({at, parts[i + 1].as_int64()});
  }
  return out;
}

TableCell read_cell(const json::object& cell) {
  TableCell out{text_of(cell, "text"), std::nullopt, std::nullopt};
  if (const auto* value = cell.if_contains("value")) out.value = value->to_number<double>();
  if (const auto* drill = cell.if_contains("drill")) out.drill = read_query(drill->as_object());
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
  out.id = row.at(i++).as_int64();
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
  for (const auto& one : body.at("figures").as_array())
    out.figures.push_back(read_figure(one.as_object(), out.cases.size()));
  out.suggestions = read_typical(body.at("suggestions"));
  for (const auto& one : body.at("edited").as_array()) out.edited.push_back(one.to_number<std::size_t>());
  out.changes = read_strings(body.at("changes"));
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

}  // namespace

Result<Circular> thaw(std::string_view snapshot) {
  try {
    const json::value value = json::parse({snapshot.data(), snapshot.size()});
    const auto& object = value.as_object();
    if (object.at("bihuan_circular").as_int64() != kSnapshotFormat)
      return broken("its format is newer than this program");
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

}  // namespace bihuan::report

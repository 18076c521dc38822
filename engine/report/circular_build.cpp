#include <algorithm>

#include "engine/base/hash.h"
#include "engine/report/circular_builder.h"

namespace bihuan::report {
namespace {

CircularOptions completed(CircularOptions options, const CircularTexts& texts, const Statistics& statistics) {
  const auto fill = [&](std::string& value, std::string_view key, const MessageArguments& arguments = {}) {
    if (value.empty()) value = texts(key, arguments);
  };
  fill(options.office, "office");
  fill(options.banner, "banner");
  fill(options.scope, "scope");
  fill(options.addressee, "addressee");
  fill(options.copy_to, "copy_to");
  fill(options.title, "title",
       {{"year", std::to_string(options.month.year)},
        {"month", std::to_string(options.month.month)},
        {"scope", options.scope},
        {"matter", texts("matter")}});
  if (!options.issued) options.issued = statistics.as_of + std::chrono::days{1};
  return options;
}

// Typical: closed cases of places that came up again, then repeated ones, then the longest overdue; no names in them.
std::vector<TypicalCase> suggestions(const CircularContext& context) {
  std::vector<TypicalCase> out;
  std::vector<std::uint32_t> taken;
  const auto suggest = [&](std::uint32_t index, std::string outcome) {
    if (out.size() >= 5 || std::find(taken.begin(), taken.end(), index) != taken.end()) return;
    taken.push_back(index);
    const FactRow& row = context.table.rows()[index];
    out.push_back({std::string(context.table.number(index)), without_identities(context.table.title(index)),
                   context.units_of(row), std::move(outcome)});
  };
  for (const auto& place : context.statistics.places) {
    const auto index = place.rows.front();
    suggest(index, "该点位本月被反映" + count_text(place.month) + "件。");
  }
  for (const auto index : context.statistics.overdue_rows) {
    suggest(index, "截至" + context.as_of_text() + "已超期" +
                       std::to_string(context.overdue_days(context.table.rows()[index])) + "天。");
    if (out.size() >= 5) break;
  }
  return out;
}

// The exact figures and the counted cases, in one text, hashed.
std::string data_hash(const Circular& circular, const Statistics& statistics) {
  std::string text;
  const auto add = [&](const std::string& name, const Tally& tally) {
    text += name;
    for (std::size_t m = 0; m < kMeasures; ++m) {
      for (int bucket = 0; bucket < Period::kBuckets; ++bucket)
        text += " " + std::to_string(tally.at(static_cast<Measure>(m), bucket));
    }
    text += '\n';
  };
  add("total", statistics.total);
  for (std::size_t d = 0; d < kDimensions; ++d) {
    for (const auto& line : statistics.lines[d])
      add(std::string(name_of(static_cast<Dimension>(d))) + ":" + line.name, line.tally);
  }
  for (const auto& one : circular.cases)
    text +=
        one.number + "|" + one.units + "|" + one.types + "|" + one.received + "|" + one.due + "|" + one.closed + "\n";
  return sha256_hex(text);
}

}  // namespace

Circular build_circular(const FactTable& table, const CountingRules& rules, const CircularTexts& texts,
                        const CircularOptions& options) {
  const Statistics statistics =
      compute(table, {options.month, options.as_of, options.units, options.only_these_units, true}, rules);
  Circular out;
  out.options = completed(options, texts, statistics);
  const CircularContext context{table, rules, texts, out.options, statistics};
  out.as_of = day_text(statistics.as_of);
  out.paragraphs = circular_paragraphs(context);
  out.tables = circular_tables(context, out.type_headings);
  out.charts = circular_charts(context);
  add_counted_cases(context, out);
  out.suggestions = suggestions(context);
  out.rules_title = rules.title;
  out.rules_version = rules.version;
  out.rules_hash = rules.hash;
  out.rules_text = rules.text;
  out.texts_hash = texts.hash();
  out.data_hash = data_hash(out, statistics);
  const DayRange days = statistics.period.days();
  out.first_day = day_text(days.first);
  out.period_text = chinese_day(days.first) + "至" + chinese_day(days.last);
  out.rules_note = texts("rules_note", {{"title", rules.title},
                                        {"version", rules.version},
                                        {"hash", rules.hash.substr(0, 12)},
                                        {"first", chinese_day(days.first)},
                                        {"last", chinese_day(days.last)},
                                        {"data", out.data_hash.substr(0, 12)}});
  return out;
}

}  // namespace bihuan::report

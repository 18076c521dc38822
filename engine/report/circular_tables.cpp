// The circular's annexed tables.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "engine/report/circular_builder.h"

namespace bihuan::report {
namespace {

using Row = std::vector<TableCell>;

class Tables {
 public:
  Tables(const CircularContext& context, std::vector<TypeHeading>& headings)
      : c_(context), t_(context.texts), headings_(headings) {}

  std::vector<ReportTable> all() { return {units(), types(), places(), overdue()}; }

 private:
  static TableCell plain(std::string text) { return {std::move(text), std::nullopt, std::nullopt}; }

  TableCell figure(const Line& line, Measure measure, Window window, bool total) const {
    const auto parts = c_.count(line.tally, measure, window);
    DrillQuery drill{.measure = measure, .window = window};
    if (!total) {
      drill.dimension = Dimension::unit;
      drill.key = line.name;
    }
    return {count_text(parts), approximate({parts, kWhole}), drill};
  }

  TableCell ratio(const Ratio& value) const {
    TableCell cell{c_.percent_of(value), std::nullopt, std::nullopt};
    if (value.has_base()) cell.value = std::stod(cell.text);
    return cell;
  }

  // A rate opens what it is a rate of.
  TableCell rate_cell(const Line& line, const char* id, bool total) const {
    const RateRule* rule = c_.rules.rate(id);
    if (rule == nullptr) return ratio({});
    TableCell cell = ratio(rate(line.tally, *rule, c_.statistics.period, Window::month));
    cell.drill = figure(line, rule->base, Window::month, total).drill;
    return cell;
  }

  Row unit_row(const Line& line, const std::string& number, const std::string& name, const std::string& rank_text,
               bool total) const {
    const auto& period = c_.statistics.period;
    const auto target = target_state(line.tally, period, c_.rules);
    Row row = {plain(number),
               plain(name),
               figure(line, Measure::received, Window::month, total),
               figure(line, Measure::received, Window::same_month_last_year, total),
               ratio(year_on_year(line.tally, period)),
               figure(line, Measure::received, Window::previous_month, total),
               ratio(month_on_month(line.tally, period)),
               figure(line, Measure::received, Window::year_to_date, total),
               ratio(cumulative_change(line.tally, period))};
    row.push_back(target ? TableCell{quantity(target->limit), std::stod(quantity(target->limit)), {}}
                         : plain(kNothing));
    // Progress: this year so far over the limit; both in cases, exactly.
    const auto so_far = c_.count(line.tally, Measure::received, Window::year_to_date);
    row.push_back(target && target->limit.numerator > 0 ? progress(so_far, target->limit) : plain(kNothing));
    row.push_back(figure(line, Measure::first, Window::month, total));
    row.push_back(figure(line, Measure::repeat, Window::month, total));
    for (const char* id : {"repeat_share", "closed_in_time", "satisfaction", "participation"})
      row.push_back(rate_cell(line, id, total));
    row.push_back(figure(line, Measure::overdue, Window::month, total));
    row.push_back(figure(line, Measure::returned, Window::month, total));
    row.push_back(plain(rank_text));
    return row;
  }

  TableCell progress(std::int64_t so_far, const Ratio& limit) const {
    const std::int64_t common = std::gcd(so_far, kWhole);
    TableCell cell = ratio({so_far / std::max<std::int64_t>(common, 1) * limit.denominator,
                            limit.numerator * (kWhole / std::max<std::int64_t>(common, 1))});
    return cell;
  }

  ReportTable units() const {
    ReportTable out;
    out.id = "1";
    const MessageArguments month = {
        {"year", c_.year()}, {"month", c_.month()}, {"scope", c_.options.scope}, {"matter", t_("matter")}};
    out.title = t_("table1", month);
    const std::string cumulative = c_.options.month.month == 1 ? "1月累计" : "1—" + c_.month() + "月累计";
    out.columns = {"序号",          "单位",        "本月件数", "上年同月",      "同比（%）",
                   "上月",          "环比（%）",   cumulative, "累计同比（%）", "年度目标",
                   "完成进度（%）", "初信",        "重复",     "重复率（%）",   "按期办结率（%）",
                   "满意率（%）",   "参评率（%）", "超期",     "退回重办",      "排名"};
    const auto& lines = c_.statistics.by(Dimension::unit);
    const auto ranks = rank_lines(lines, c_.statistics.period, c_.rules);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out.rows.push_back(
          unit_row(lines[i], std::to_string(i + 1), c_.unit_name(lines[i].name), std::to_string(ranks[i]), false));
    }
    out.rows.push_back(unit_row({"", c_.statistics.total}, "", t_("total_row"), "", true));
    out.has_total = true;
    const std::string rank_key = rank_name() + (c_.rules.rank_highest_first ? "" : "_low");
    const Ratio target_share{c_.rules.target.denominator + c_.rules.target.numerator, c_.rules.target.denominator};
    out.note = t_(c_.rules.target.has_base() ? "table1_note" : "table1_note_no_target",
                  {{"target_share", percent(target_share, 0)}, {"rank_by", t_(rank_key)}});
    return out;
  }

  std::string rank_name() const {
    switch (c_.rules.rank_by) {
      case RankBy::received:
        return "rank_received";
      case RankBy::year_to_date:
        return "rank_year_to_date";
      case RankBy::year_change:
        return "rank_year_change";
      case RankBy::close_on_time:
        return "rank_close_on_time";
    }
    return "rank_received";
  }

  // Main types, most first, each with the subtypes that came up; the columns of table 2.
  struct TypeColumn {
    std::string main;
    std::string sub;  // empty: the main type's own count
  };

  std::vector<TypeColumn> type_columns() {
    std::map<std::string, std::vector<std::string>> subs;
    for (const auto& line : c_.statistics.by(Dimension::subtype)) {
      const auto slash = line.name.find('/');
      if (slash != std::string::npos && c_.count(line.tally, Measure::received) > 0)
        subs[line.name.substr(0, slash)].push_back(line.name.substr(slash + 1));
    }
    std::vector<TypeColumn> columns;
    for (const auto& line : c_.statistics.by(Dimension::type)) {
      if (c_.count(line.tally, Measure::received) == 0) continue;
      const auto& own = subs[line.name];
      columns.push_back({line.name, ""});
      TypeHeading heading{line.name.empty() ? t_("unknown_type") : line.name, {}};
      if (!own.empty()) heading.subs.push_back(t_("subtotal"));
      for (const auto& sub : own) {
        columns.push_back({line.name, sub});
        heading.subs.push_back(sub);
      }
      headings_.push_back(heading);
    }
    return columns;
  }

  ReportTable types() {
    ReportTable out;
    out.id = "2";
    out.title = t_("table2",
                   {{"year", c_.year()}, {"month", c_.month()}, {"scope", c_.options.scope}, {"matter", t_("matter")}});
    const auto columns = type_columns();
    out.columns = {"序号", "单位"};
    for (const auto& column : columns) {
      const std::string main = column.main.empty() ? t_("unknown_type") : column.main;
      out.columns.push_back(column.sub.empty() ? main : main + "/" + column.sub);
    }
    std::map<std::pair<std::string, std::string>, std::int64_t> cross;
    for (const auto& one : c_.statistics.unit_by_type) cross[{one.unit, one.type}] = one.parts;
    std::map<std::pair<std::string, std::string>, std::int64_t> cross_sub;
    for (const auto& one : c_.statistics.unit_by_subtype) cross_sub[{one.unit, one.type}] = one.parts;
    const auto number = [](std::int64_t parts, Dimension dimension, const std::string& key) {
      return TableCell{count_text(parts), approximate({parts, kWhole}), DrillQuery{.dimension = dimension, .key = key}};
    };
    std::size_t no = 0;
    for (const auto& line : c_.statistics.by(Dimension::unit)) {
      Row row = {plain(std::to_string(++no)), plain(c_.unit_name(line.name))};
      for (const auto& column : columns) {
        auto& counts = column.sub.empty() ? cross : cross_sub;
        const auto parts = counts[{line.name, column.sub.empty() ? column.main : column.main + "/" + column.sub}];
        const bool main = column.sub.empty();
        row.push_back(number(parts, main ? Dimension::type : Dimension::subtype,
                             main ? column.main : column.main + "/" + column.sub));
        row.back().drill->unit = line.name;
      }
      out.rows.push_back(std::move(row));
    }
    Row total = {plain(""), plain(t_("total_row"))};
    for (const auto& column : columns) {
      const bool main = column.sub.empty();
      const std::string key = main ? column.main : column.main + "/" + column.sub;
      const Line* line = c_.statistics.find(main ? Dimension::type : Dimension::subtype, key);
      total.push_back(number(line == nullptr ? 0 : c_.count(line->tally, Measure::received),
                             main ? Dimension::type : Dimension::subtype, key));
    }
    out.rows.push_back(std::move(total));
    out.has_total = true;
    out.note = t_(c_.statistics.multi_type_parts > 0 ? "table2_note_multiple" : "table2_note");
    return out;
  }

  TableCell of_place(const PlaceLine& place, std::int64_t parts, Window window) const {
    DrillQuery drill{.measure = Measure::received, .window = window};
    drill.place_of = c_.table.rows()[place.rows.front()].id;
    return {count_text(parts), approximate({parts, kWhole}), drill};
  }

  ReportTable places() const {
    ReportTable out;
    out.id = "3";
    out.title =
        t_("table3", {{"year", c_.year()}, {"month", c_.month()}, {"least", std::to_string(c_.rules.place_threshold)}});
    out.columns = {"序号", "点位（企业）", "所属单位", "本月件数", "累计件数", "主要类型"};
    for (const auto& place : c_.statistics.places) {
      std::map<std::string, int> types;
      for (const auto row : place.rows) {
        for (const auto& type : c_.table.types(c_.table.rows()[row]))
          ++types[c_.table.names(Dimension::type).name(type.main)];
      }
      std::string main;
      int most = 0;
      for (const auto& [type, count] : types) {
        if (count > most) {
          main = type;
          most = count;
        }
      }
      out.rows.push_back({plain(std::to_string(out.rows.size() + 1)), plain(without_identities(place.place)),
                          plain(c_.units_of(place)), of_place(place, place.month, Window::month),
                          of_place(place, place.year_to_date, Window::year_to_date),
                          plain(main.empty() ? t_("unknown_type") : main)});
    }
    return out;
  }

  ReportTable overdue() const {
    ReportTable out;
    out.id = "4";
    out.title = t_("table4", {{"as_of", c_.as_of_text()}});
    out.columns = {"序号", "信访件编号", "责任单位", "收到日期", "到期日期", "超期天数"};
    for (const auto index : c_.statistics.overdue_rows) {
      const FactRow& row = c_.table.rows()[index];
      const int days = c_.overdue_days(row);
      out.rows.push_back({plain(std::to_string(out.rows.size() + 1)),
                          plain(std::string(c_.table.number(index))),
                          plain(c_.units_of(row)),
                          plain(day_of(row.received)),
                          plain(day_of(row.due)),
                          {std::to_string(days), static_cast<double>(days), std::nullopt}});
    }
    out.note = t_("table4_note");
    return out;
  }

  const CircularContext& c_;
  const CircularTexts& t_;
  std::vector<TypeHeading>& headings_;
};

}  // namespace

std::string CircularContext::units_of(const FactRow& row) const {
  std::string out;
  for (const auto& one : table.shares(row))
    out += (out.empty() ? "" : "、") + unit_name(table.names(Dimension::unit).name(one.unit));
  return out;
}

std::string CircularContext::units_of(const PlaceLine& place) const {
  using Of = std::pair<std::uint32_t, std::int64_t>;
  std::vector<Of> units;  // those with as many parts stay in the order in which they come
  for (const auto row : place.rows) {
    for (const auto& share : table.shares(table.rows()[row])) {
      const auto known = std::ranges::find(units, share.unit, &Of::first);
      if (known == units.end())
        units.emplace_back(share.unit, share.parts);
      else
        known->second += share.parts;
    }
  }
  std::ranges::stable_sort(units, std::ranges::greater{}, &Of::second);
  std::string out;
  for (std::size_t i = 0; i < units.size() && i < 2; ++i)
    out += (out.empty() ? "" : "、") + unit_name(table.names(Dimension::unit).name(units[i].first));
  return out + (units.size() > 2 ? texts("list_others") : "");
}

std::string CircularContext::types_of(const FactRow& row) const {
  std::string out;
  for (const auto& one : table.types(row))
    out += (out.empty() ? "" : "、") + table.names(Dimension::subtype).name(one.sub);
  return out;
}

std::vector<ReportTable> circular_tables(const CircularContext& context, std::vector<TypeHeading>& headings) {
  return Tables(context, headings).all();
}

}  // namespace bihuan::report

// The circular's sections, written from the figures.
#include <algorithm>
#include <cstdlib>
#include <functional>

#include "engine/report/circular_builder.h"

namespace bihuan::report {
namespace {

struct Ranked {
  std::string name;
  std::int64_t parts = 0;
};

class Writer {
 public:
  explicit Writer(const CircularContext& context) : c_(context), t_(context.texts) {}

  std::vector<Paragraph> write() {
    overall();
    units();
    departments();
    hot();
    repeats();
    cases();
    next();
    return std::move(out_);
  }

 private:
  void heading(std::string_view key) { out_.push_back({ParagraphKind::heading, t_(key)}); }
  void text(std::string sentence) { out_.push_back({ParagraphKind::text, std::move(sentence)}); }
  void chart(const char* id) { out_.push_back({ParagraphKind::chart, id}); }

  // "上升12.5%", "持平", "略有下降": the change must have a base.
  std::string direction(const Ratio& change) const {
    const int which = sign(change);
    if (which == 0) return t_("same_word");
    const std::string magnitude = percent_magnitude(change, c_.rules.decimals);
    if (magnitude.find_first_not_of("0.") == std::string::npos) return t_(which > 0 ? "up_small" : "down_small");
    return t_(which > 0 ? "up" : "down", {{"percent", magnitude}});
  }

  // "同比上升12.5%", or why there is no such figure.
  std::string compared(const Ratio& change, std::string_view key, std::string_view no_base) const {
    return change.has_base() ? t_(key, {{"direction", direction(change)}}) : t_(no_base);
  }

  std::string share_of(std::int64_t parts) const { return c_.percent_of(share(parts, c_.total(Measure::received))); }

  std::string list(const std::vector<Ranked>& items, std::string_view item_key, std::string_view separator) const {
    std::string out;
    for (const auto& item : items) {
      if (!out.empty()) out += t_(separator);
      out += t_(item_key, {{"name", item.name}, {"count", count_text(item.parts)}, {"share", share_of(item.parts)}});
    }
    return out;
  }

  std::vector<Ranked> received(Dimension dimension, std::string_view unknown, std::size_t most) const {
    std::vector<Ranked> out;
    for (const auto& line : c_.statistics.by(dimension)) {
      const auto parts = c_.count(line.tally, Measure::received);
      if (parts > 0) out.push_back({line.name.empty() ? t_(unknown) : line.name, parts});
    }
    std::stable_sort(out.begin(), out.end(), [](const Ranked& a, const Ranked& b) { return a.parts > b.parts; });
    if (out.size() > most) {
      while (most < out.size() && out[most].parts == out[most - 1].parts) ++most;  // ties are named together
      out.resize(most);
    }
    return out;
  }

  [[nodiscard]] bool none() const { return c_.total(Measure::received) == 0; }

  std::string period_text() const {
    const MessageArguments month = {{"year", c_.year()}, {"month", c_.month()}};
    if (c_.rules.cut_off == 0) return t_("period_month", month);
    const DayRange days = c_.statistics.period.days();
    return t_("period_days", {{"year", c_.year()},
                              {"month", c_.month()},
                              {"first", chinese_day(days.first)},
                              {"last", chinese_day(days.last)}});
  }

  std::string period_year() const {
    return c_.options.month.month == 1 ? t_("period_january") : t_("period_year", {{"month", c_.month()}});
  }

  void overall() {
    heading("head_overall");
    const auto& tally = c_.statistics.total;
    const auto& period = c_.statistics.period;
    const MessageArguments base = {
        {"period", period_text()},
        {"scope", c_.options.scope},
        {"matter", t_("matter")},
        {"count", count_text(c_.total(Measure::received))},
        {"year_change", compared(year_on_year(tally, period), "year_on_year", "no_base_year")},
        {"month_change", compared(month_on_month(tally, period), "month_on_month", "no_base_month")},
        {"last_year", count_text(c_.total(Measure::received, Window::same_month_last_year))},
        {"last_month", count_text(c_.total(Measure::received, Window::previous_month))}};
    std::string first = overall_sentence(base);
    if (c_.options.month.month != 1) {
      first += t_("cumulative",
                  {{"period_year", period_year()},
                   {"scope", c_.options.scope},
                   {"matter", t_("matter")},
                   {"count", count_text(c_.total(Measure::received, Window::year_to_date))},
                   {"change", compared(cumulative_change(tally, period), "year_on_year", "no_base_cumulative")}});
    }
    text(first);
    if (!none()) {
      const auto channels = received(Dimension::channel, "unknown_name", 5);
      const bool known = channels.size() > 1 || channels[0].name != t_("unknown_name");
      text((known ? t_("channels", {{"list", list(channels, "channel_item", "list_semicolon")}}) : "") + stages());
    }
    handling();
    target();
    chart("trend");
  }

  std::string overall_sentence(const MessageArguments& arguments) const {
    return t_(none() ? "overall_none" : "overall", arguments);
  }

  std::string stages() const {
    return t_("stages", {{"as_of", c_.as_of_text()},
                         {"closed", count_text(c_.total(Measure::closed))},
                         {"handling", count_text(c_.total(Measure::handling))},
                         {"not_handled", count_text(c_.total(Measure::not_handled))},
                         {"not_accepted", count_text(c_.total(Measure::not_accepted))}});
  }

  // A rate with its change on the month before, in percentage points.
  std::string rate_text(const char* id) const {
    const RateRule* rule = c_.rules.rate(id);
    if (rule == nullptr) return t_("rate_none");
    const Ratio now = rate(c_.statistics.total, *rule, c_.statistics.period, Window::month);
    const Ratio before = rate(c_.statistics.total, *rule, c_.statistics.period, Window::previous_month);
    if (!now.has_base()) return t_("rate_none");
    std::string change;
    if (before.has_base()) {
      std::string points = percentage_points(now, before, c_.rules.decimals);
      const int which = points_sign(now, before);
      if (points.starts_with('-')) points.erase(0, 1);
      const bool printed = points.find_first_not_of("0.") != std::string::npos;
      change =
          t_("rate_change", {{"points", !printed ? t_("points_same")
                                                 : t_(which > 0 ? "points_up" : "points_down", {{"points", points}})}});
    }
    return t_("rate_percent", {{"percent", c_.percent_of(now)}, {"change", change}});
  }

  void handling() {
    if (c_.total(Measure::accept_due) + c_.total(Measure::close_due) + c_.total(Measure::ratable) == 0) return;
    text(t_("handling", {{"accept_due", count_text(c_.total(Measure::accept_due))},
                         {"told_rate", rate_text("told_in_time")},
                         {"close_due", count_text(c_.total(Measure::close_due))},
                         {"close_rate", rate_text("closed_in_time")},
                         {"ratable", count_text(c_.total(Measure::ratable))},
                         {"participation", rate_text("participation")},
                         {"satisfaction", rate_text("satisfaction")}}));
  }

  void target() {
    const auto state = target_state(c_.statistics.total, c_.statistics.period, c_.rules);
    if (!state || c_.rules.target.numerator >= 0) return;
    if (!cumulative_change(c_.statistics.total, c_.statistics.period).has_base()) return;
    const Ratio over{-state->room.numerator, state->room.denominator};
    const char* key = sign(state->room) < 0 ? "target_exceeded" : state->met ? "target_met" : "target_missed";
    text(t_(key, {{"target", percent_magnitude(c_.rules.target, 0)},
                  {"change", direction(cumulative_change(c_.statistics.total, c_.statistics.period))},
                  {"limit", quantity(state->limit)},
                  {"room", quantity(state->room)},
                  {"over", quantity(over)}}));
  }

  void units() {
    heading("head_units");
    const auto all = received(Dimension::unit, "unknown_unit", SIZE_MAX);
    if (all.size() == 1) text(t_("units_one", {{"name", all[0].name}, {"count", count_text(all[0].parts)}}));
    if (all.size() > 1) {
      const auto top = received(Dimension::unit, "unknown_unit", 3);
      std::int64_t sum = 0;
      for (const auto& unit : top) sum += unit.parts;
      text(t_(top.size() == all.size() ? "units_all" : "units_top", {{"unit_word", t_("unit_word")},
                                                                     {"list", list(top, "unit_item", "list_comma")},
                                                                     {"count", std::to_string(top.size())},
                                                                     {"share", share_of(sum)}}) +
           (is_split() ? t_("split_note") : ""));
    }
    unit_changes();
    std::vector<Ranked> quiet;
    for (const auto& line : c_.statistics.by(Dimension::unit)) {
      if (!line.name.empty() && c_.count(line.tally, Measure::received) == 0) quiet.push_back({line.name, 0});
    }
    if (!quiet.empty()) text(t_("units_none", {{"count", std::to_string(quiet.size())}, {"list", names(quiet)}}));
    if (!all.empty()) chart("units");
  }

  bool is_split() const {
    for (const auto& line : c_.statistics.by(Dimension::unit)) {
      if (c_.count(line.tally, Measure::received) % kWhole != 0) return true;
    }
    return false;
  }

  std::string names(const std::vector<Ranked>& items) const {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : t_("list_comma")) + item.name;
    return out;
  }

  void unit_changes() {
    if (c_.total(Measure::received, Window::same_month_last_year) == 0) return;
    std::vector<Ranked> more;
    std::vector<Ranked> less;
    for (const auto& line : c_.statistics.by(Dimension::unit)) {
      const auto change = c_.count(line.tally, Measure::received) -
                          c_.count(line.tally, Measure::received, Window::same_month_last_year);
      if (change > 0) more.push_back({c_.unit_name(line.name), change});
      if (change < 0) less.push_back({c_.unit_name(line.name), -change});
    }
    const auto most_first = [](const Ranked& a, const Ranked& b) { return a.parts > b.parts; };
    std::stable_sort(more.begin(), more.end(), most_first);
    std::stable_sort(less.begin(), less.end(), most_first);
    std::string both;
    if (!more.empty())
      both += t_("units_up", {{"count", std::to_string(more.size())}, {"list", list(more, "unit_more", "list_comma")}});
    if (!less.empty())
      both +=
          t_("units_down", {{"count", std::to_string(less.size())}, {"list", list(less, "unit_less", "list_comma")}});
    if (!both.empty()) text(t_("units_compare") + both);
  }

  void departments() {
    heading("head_departments");
    auto known = received(Dimension::department, "unknown_name", SIZE_MAX);
    std::erase_if(known, [&](const Ranked& each) { return each.name == t_("unknown_name"); });
    if (known.empty()) return text(t_("departments_none"));
    std::int64_t sum = 0;
    for (const auto& each : known) sum += each.parts;
    const bool more = known.size() > 6;
    if (more) known.resize(6);
    text(t_("departments", {{"count", count_text(sum)},
                            {"share", share_of(sum)},
                            {"list", list(known, "department_item", "list_comma") + (more ? "等" : "")}}));
  }

  // The three types that changed most on the same month of last year.
  std::string type_changes() const {
    std::vector<Ranked> changes;
    std::int64_t before = 0;
    for (const auto& line : c_.statistics.by(Dimension::type)) {
      if (line.name.empty()) continue;
      const auto last = c_.count(line.tally, Measure::received, Window::same_month_last_year);
      const auto change = c_.count(line.tally, Measure::received) - last;
      before += last;
      if (change != 0) changes.push_back({line.name, change});
    }
    if (before == 0) return {};
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Ranked& a, const Ranked& b) { return std::abs(a.parts) > std::abs(b.parts); });
    if (changes.size() > 3) changes.resize(3);
    std::string out;
    for (const auto& change : changes) {
      out += (out.empty() ? "" : t_("list_comma")) +
             t_(change.parts > 0 ? "types_more" : "types_less",
                {{"name", change.name}, {"count", count_text(std::abs(change.parts))}});
    }
    return out.empty() ? out : t_("types_compare") + out + "。";
  }

  void hot() {
    heading("head_hot");
    if (!none()) {
      auto types = received(Dimension::type, "unknown_type", 5);
      std::string sentence = types.empty() ? "" : t_("types", {{"list", list(types, "type_item", "list_semicolon")}});
      sentence += type_changes();
      if (c_.statistics.multi_type_parts > 0)
        sentence += t_("types_multiple", {{"count", count_text(c_.statistics.multi_type_parts)}});
      auto subtypes = received(Dimension::subtype, "unknown_type", 3);
      std::erase_if(subtypes, [](const Ranked& type) { return type.name.find('/') == std::string::npos; });
      for (auto& type : subtypes) type.name = type.name.substr(type.name.find('/') + 1);
      if (!subtypes.empty()) sentence += t_("subtypes", {{"list", list(subtypes, "subtype_item", "list_comma")}});
      if (!sentence.empty()) text(sentence);
      auto trades = received(Dimension::trade, "unknown_name", 4);
      std::erase_if(trades, [&](const Ranked& trade) { return trade.name == t_("unknown_name"); });
      if (!trades.empty()) text(t_("trades", {{"list", list(trades, "trade_item", "list_semicolon")}}));
      if (!types.empty()) chart("types");
    }
    places();
  }

  void places() {
    const std::string least = std::to_string(c_.rules.place_threshold);
    std::string items;
    std::size_t shown = 0;
    for (const auto& place : c_.statistics.places) {
      if (++shown > 5) break;
      items += (items.empty() ? "" : t_("list_comma")) + t_("place_item", {{"name", without_identities(place.place)},
                                                                           {"unit", c_.unit_name(place.unit)},
                                                                           {"count", count_text(place.month)}});
    }
    if (shown > 5) items += "等";
    text(items.empty()
             ? t_("places_none", {{"least", least}})
             : t_("places",
                  {{"least", least}, {"count", std::to_string(c_.statistics.places.size())}, {"list", items}}));
  }

  std::string measured_units(Measure measure, std::string_view key, std::size_t most) const {
    std::vector<Ranked> units;
    for (const auto& line : c_.statistics.by(Dimension::unit)) {
      if (const auto parts = c_.count(line.tally, measure); parts > 0)
        units.push_back({c_.unit_name(line.name), parts});
    }
    std::stable_sort(units.begin(), units.end(), [](const Ranked& a, const Ranked& b) { return a.parts > b.parts; });
    const bool more = units.size() > most;
    if (more) units.resize(most);
    return list(units, key, "list_comma") + (more ? "等" : "");
  }

  void repeats() {
    heading("head_repeat");
    if (none()) {
      text(t_("repeat_none"));
      return late_ones();
    }
    std::string sentence = t_("repeat", {{"first", count_text(c_.total(Measure::first))},
                                         {"repeat", count_text(c_.total(Measure::repeat))},
                                         {"share", plain_rate("repeat_share")},
                                         {"settled", plain_rate("settled_first")}});
    if (c_.total(Measure::repeat) > 0)
      sentence += t_("repeat_units", {{"list", measured_units(Measure::repeat, "overdue_item", 3)}});
    text(sentence);
    late_ones();
  }

  void late_ones() {
    std::string late;
    if (c_.total(Measure::returned) > 0) late += t_("returned", {{"count", count_text(c_.total(Measure::returned))}});
    const auto overdue = c_.total(Measure::overdue);
    const bool all = overdue > 0 && overdue == c_.total(Measure::close_due) && c_.total(Measure::close_on_time) == 0 &&
                     c_.total(Measure::closed) == 0;
    late += t_(overdue == 0 ? "overdue_none"
               : all        ? "overdue_all"
                            : "overdue",
               {{"as_of", c_.as_of_text()},
                {"count", count_text(overdue)},
                {"list", measured_units(Measure::overdue, "overdue_item", 12)}});
    text(late);
  }

  std::string plain_rate(const char* id) const {
    const RateRule* rule = c_.rules.rate(id);
    const Ratio value =
        rule == nullptr ? Ratio{} : rate(c_.statistics.total, *rule, c_.statistics.period, Window::month);
    return value.has_base() ? c_.percent_of(value) + "%" : t_("rate_none");
  }

  void cases() {
    heading("head_cases");
    if (c_.options.cases.empty()) return text(t_("cases_none"));
    int no = 0;
    for (const auto& chosen : c_.options.cases) {
      text(t_("case", {{"number", std::to_string(++no) + "."},
                       {"title", without_identities(chosen.title)},
                       {"place_unit", chosen.unit},
                       {"outcome", without_identities(chosen.outcome)}}));
    }
  }

  void next() {
    heading("head_next");
    if (!c_.options.next_steps.empty()) {
      for (const auto& step : c_.options.next_steps) text(step);
      return;
    }
    static constexpr std::string_view numbers[] = {"一", "二", "三", "四", "五", "六"};
    std::size_t no = 0;
    const auto step = [&](std::string_view key, MessageArguments arguments = {}) {
      arguments.emplace_back("no", std::string(numbers[no++]));
      arguments.emplace_back("unit_word", t_("unit_word"));
      text(t_(key, arguments));
    };
    if (c_.total(Measure::overdue) > 0) {
      std::vector<Ranked> late;
      for (const auto& line : c_.statistics.by(Dimension::unit)) {
        if (c_.count(line.tally, Measure::overdue) > 0) late.push_back({c_.unit_name(line.name), 0});
      }
      step("next_overdue", {{"list", names(late)}});
    }
    auto types = received(Dimension::type, "unknown_type", 1);
    std::erase_if(types, [&](const Ranked& type) { return type.name == t_("unknown_type"); });
    if (!types.empty()) step("next_type", {{"name", names(types)}});
    if (!c_.statistics.places.empty()) {
      std::vector<Ranked> hot;
      for (std::size_t i = 0; i < std::min<std::size_t>(3, c_.statistics.places.size()); ++i)
        hot.push_back({without_identities(c_.statistics.places[i].place), 0});
      step("next_places", {{"list", names(hot)}});
    }
    if (c_.total(Measure::repeat) > 0) step("next_repeat");
    const auto target = target_state(c_.statistics.total, c_.statistics.period, c_.rules);
    if (target && !target->met) step("next_target");
    step("next_always");
  }

  const CircularContext& c_;
  const CircularTexts& t_;
  std::vector<Paragraph> out_;
};

}  // namespace

std::vector<Paragraph> circular_paragraphs(const CircularContext& context) {
  return Writer(context).write();
}

std::vector<Chart> circular_charts(const CircularContext& context) {
  const auto& statistics = context.statistics;
  const auto& period = statistics.period;
  const auto whole = [](std::int64_t parts) { return std::optional<double>(approximate({parts, kWhole})); };
  Chart trend{.id = "trend", .title = context.texts("chart_trend"), .kind = ChartKind::line};
  trend.series.push_back({context.texts("chart_trend_this"), {}});
  const int now = period.current_bucket();
  for (int bucket = std::max(0, now - 12); bucket <= now; ++bucket) {
    const Month month = period.bucket_month(bucket);
    trend.categories.push_back(fmt::format("{}.{}", month.year % 100, month.month));
    trend.series[0].values.push_back(whole(statistics.total.at(Measure::received, bucket)));
  }
  const auto bars = [&](const char* id, const char* title, Dimension dimension, std::string_view unknown,
                        std::size_t most) {
    Chart chart{.id = id, .title = context.texts(title), .kind = ChartKind::column};
    chart.series.push_back({context.texts("chart_trend_this"), {}});
    chart.series.push_back({context.texts("chart_trend_last"), {}});
    for (const auto& line : statistics.by(dimension)) {
      const auto month = context.count(line.tally, Measure::received);
      const auto last = context.count(line.tally, Measure::received, Window::same_month_last_year);
      if (chart.categories.size() >= most || (month == 0 && last == 0 && line.name.empty())) continue;
      chart.categories.push_back(line.name.empty() ? context.texts(unknown) : line.name);
      chart.series[0].values.push_back(whole(month));
      chart.series[1].values.push_back(whole(last));
    }
    return chart;
  };
  return {trend, bars("units", "chart_units", Dimension::unit, "unknown_unit", 20),
          bars("types", "chart_types", Dimension::type, "unknown_type", 10)};
}

}  // namespace bihuan::report

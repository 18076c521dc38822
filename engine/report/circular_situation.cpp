// The circular's first sections: the whole, its areas, its departments.
#include <cstdlib>

#include "engine/report/circular_sentences.h"

namespace bihuan::report {
namespace {

class Situation : Sentences {
 public:
  using Sentences::Sentences;

  std::vector<Paragraph> write() {
    overall();
    units();
    departments();
    return std::move(out_);
  }

 private:
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
      text((known ? shares(Dimension::channel, "unknown_name", 5, "channels", "channel_item") : "") + stages());
    }
    handling();
    target();
    chart("trend");
  }

  std::string overall_sentence(const MessageArguments& arguments) const {
    return t_(none() ? "overall_none" : "overall", arguments);
  }

  std::string stages() const {
    std::string items;
    for (const auto& [key, measure] :
         {std::pair("stage_closed", Measure::closed), std::pair("stage_handling", Measure::handling),
          std::pair("stage_not_handled", Measure::not_handled),
          std::pair("stage_not_accepted", Measure::not_accepted)}) {
      if (const auto parts = c_.total(measure); parts > 0)
        items += (items.empty() ? "" : t_("list_comma")) + t_(key, {{"count", count_text(parts)}});
    }
    return items.empty() ? items : t_("stages", {{"as_of", c_.as_of_text()}, {"list", items}});
  }

  // A rate with its change on the month before, in percentage points; empty without a base.
  std::string rate_text(const char* id) const {
    const RateRule* rule = c_.rules.rate(id);
    if (rule == nullptr) return {};
    const Ratio now = rate(c_.statistics.total, *rule, c_.statistics.period, Window::month);
    const Ratio before = rate(c_.statistics.total, *rule, c_.statistics.period, Window::previous_month);
    if (!now.has_base()) return {};
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
    const std::string semicolon = t_("list_semicolon");
    text(t_("handling", {{"list", counted(Measure::accept_due, "accept_due", "told_in_time") + semicolon +
                                      counted(Measure::close_due, "close_due", "closed_in_time") + semicolon +
                                      counted(Measure::ratable, "ratable", "satisfaction")}}));
  }

  // How many were due and the rate over them; words where there is none of them, or nobody has rated.
  std::string counted(Measure measure, const std::string& key, const char* id) const {
    const auto parts = c_.total(measure);
    if (parts == 0) return t_(key + "_none");
    const std::string rate = rate_text(id);
    return t_(rate.empty() && measure == Measure::ratable ? key + "_unrated" : key,
              {{"count", count_text(parts)}, {"participation", rate_text("participation")}, {"rate", rate}});
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
    text(t_("departments",
            {{"count", count_text(sum)}, {"share", share_of(sum)}, {"list", first_of(known, "department_item", 6)}}));
  }
};

}  // namespace

std::vector<Paragraph> situation_paragraphs(const CircularContext& context) {
  return Situation(context).write();
}

}  // namespace bihuan::report

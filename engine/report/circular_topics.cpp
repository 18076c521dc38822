// The circular's last sections: what and where, repeated and late, typical cases, what is to be done; and the whole
// text.
#include <cstdlib>

#include "engine/report/circular_sentences.h"

namespace bihuan::report {
namespace {

class Topics : Sentences {
 public:
  using Sentences::Sentences;

  std::vector<Paragraph> write() {
    hot();
    repeats();
    cases();
    next();
    return std::move(out_);
  }

 private:
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
      std::string sentence = shares(Dimension::type, "unknown_type", 5, "types", "type_item");
      sentence += type_changes();
      if (c_.statistics.multi_type_parts > 0)
        sentence += t_("types_multiple", {{"count", count_text(c_.statistics.multi_type_parts)}});
      auto subtypes = received(Dimension::subtype, "unknown_type", 3);
      std::erase_if(subtypes, [](const Ranked& type) { return type.name.find('/') == std::string::npos; });
      for (auto& type : subtypes) type.name = type.name.substr(type.name.find('/') + 1);
      if (!subtypes.empty()) sentence += t_("subtypes", {{"list", list(subtypes, "subtype_item", "list_comma")}});
      if (!sentence.empty()) text(sentence);
      auto trades = received(Dimension::trade, "unknown_name", 4);
      const bool all = trades.size() == received(Dimension::trade, "unknown_name", SIZE_MAX).size();
      std::erase_if(trades, [&](const Ranked& trade) { return trade.name == t_("unknown_name"); });
      if (!trades.empty())
        text(t_(all ? "trades" : "trades_top", {{"list", list(trades, "trade_item", "list_semicolon")}}));
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
                                                                           {"unit", c_.units_of(place)},
                                                                           {"count", count_text(place.month)}});
    }
    if (shown > 5) items += t_("list_others");
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
    return first_of(std::move(units), key, most);
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
                                         {"settled", settled()}});
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

  std::string settled() const {
    if (c_.total(Measure::first) == 0) return {};
    return t_("repeat_settled", {{"rate", plain_rate("settled_first")}});
  }

  std::string plain_rate(const char* id) const {
    const RateRule* rule = c_.rules.rate(id);
    const Ratio value =
        rule == nullptr ? Ratio{} : rate(c_.statistics.total, *rule, c_.statistics.period, Window::month);
    return value.has_base() ? c_.percent_of(value) + "%" : "—";
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
      step("next_places", {{"list", names(hot) + (c_.statistics.places.size() > 1 ? t_("next_places_all") : "")}});
    }
    if (c_.total(Measure::repeat) > 0) step("next_repeat");
    const auto target = target_state(c_.statistics.total, c_.statistics.period, c_.rules);
    if (target && !target->met) step("next_target");
    step("next_always");
  }
};

}  // namespace

std::vector<Paragraph> topic_paragraphs(const CircularContext& context) {
  return Topics(context).write();
}

std::vector<Paragraph> circular_paragraphs(const CircularContext& context) {
  auto out = situation_paragraphs(context);
  for (auto& one : topic_paragraphs(context)) out.push_back(std::move(one));
  return out;
}

}  // namespace bihuan::report

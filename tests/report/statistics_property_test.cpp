// A second computation, slow and plain, over the same random cases: every figure of random months agrees.
// It shares no counting code with the product: days are compared as text, months are walked, shares are fractions.
#include <array>
#include <cstdlib>
#include <random>

#include "engine/report/statistics.h"
#include "tests/report/rules_for_tests.h"
#include "tests/support/catch.h"

using namespace bihuan::report;
using bihuan::report::tests::plain_rules;

namespace {

struct World {
  std::vector<CaseFacts> cases;
  Month month;
  int cut_off = 0;
};

template <class T>
const T& one_of(std::mt19937& random, const std::vector<T>& choices) {
  return choices[random() % choices.size()];
}

std::optional<Day> later(std::mt19937& random, Day from, int most) {
  if (random() % 5 == 0) return std::nullopt;
  return from + std::chrono::days{static_cast<int>(random() % static_cast<unsigned>(most))};
}

CaseFacts random_case(std::mt19937& random, std::int64_t id, Month month) {
  static const std::vector<std::string> units = {"锦屏", "岳林", "江口", "西坞", "溪口"};
  static const std::vector<CaseType> types = {{"大气", "恶臭"}, {"大气", "油烟"}, {"水", ""}, {"噪声", "施工"}};
  static const std::vector<std::string> channels = {"12345热线", "来信", ""};
  static const std::vector<std::string> departments = {"", "执法队", "水科"};
  static const std::vector<std::string> sources = {"", "工业", "工业", "工地"};
  static const std::vector<std::string> trades = {"", ""};
  CaseFacts facts;
  facts.id = id;
  const Day first{std::chrono::year{month.year - 2} / 10 / 1};
  facts.received = first + std::chrono::days{static_cast<int>(random() % 900)};
  facts.accept_due = later(random, *facts.received, 30);
  facts.accepted = later(random, *facts.received, 30);
  if (random() % 6 == 0) facts.not_accepted = later(random, *facts.received, 30);
  facts.due = later(random, *facts.received, 90);
  facts.closed = later(random, *facts.received, 100);
  if (facts.closed) facts.rated = later(random, *facts.closed, 40);
  for (unsigned i = random() % 4; i > 0; --i) facts.units.push_back({one_of(random, units), 0});
  for (unsigned i = random() % 4; i > 0; --i) facts.types.push_back(one_of(random, types));
  facts.channel = one_of(random, channels);
  facts.department = one_of(random, departments);
  facts.source = one_of(random, sources);
  facts.trade = one_of(random, trades);
  facts.repeat = random() % 3 == 0;
  facts.ratable = random() % 2 == 0;
  facts.rating = static_cast<Rating>(random() % 4);
  facts.settled = random() % 2 == 0;
  facts.returns = static_cast<int>(random() % 3);
  return facts;
}

// Year and month (as year * 12 + month) a day is reported in: past the cut-off it is the next month.
int reported_in(Day day, int cut_off) {
  const std::string text = day_text(day);
  const int year = std::atoi(text.substr(0, 4).c_str());
  const int month = std::atoi(text.substr(5, 2).c_str());
  const int of_month = std::atoi(text.substr(8, 2).c_str());
  return year * 12 + month - 1 + (cut_off > 0 && of_month > cut_off ? 1 : 0);
}

bool counts(const CaseFacts& c, Measure m, int first, int last, int cut_off, Day end) {
  const auto by_now = [&](const std::optional<Day>& d) { return d && !(end < *d); };
  const auto inside = [&](const std::optional<Day>& d) {
    return by_now(d) && reported_in(*d, cut_off) >= first && reported_in(*d, cut_off) <= last;
  };
  const bool refused = by_now(c.not_accepted);
  const bool done = by_now(c.closed);
  const bool can_rate = c.ratable && done && inside(c.closed);
  const bool has_rated = can_rate && c.rating != Rating::none && by_now(c.rated);
  switch (m) {
    case Measure::received:
      return inside(c.received);
    case Measure::first:
      return inside(c.received) && !c.repeat;
    case Measure::repeat:
      return inside(c.received) && c.repeat;
    case Measure::not_handled:
      return inside(c.received) && !refused && !done && !by_now(c.accepted);
    case Measure::handling:
      return inside(c.received) && !refused && !done && by_now(c.accepted);
    case Measure::closed:
      return inside(c.received) && !refused && done;
    case Measure::not_accepted:
      return inside(c.received) && refused;
    case Measure::accept_due:
      return inside(c.accept_due);
    case Measure::accept_on_time:
      return inside(c.accept_due) &&
             ((by_now(c.accepted) && *c.accepted <= *c.accept_due) || (refused && *c.not_accepted <= *c.accept_due));
    case Measure::close_due:
      return inside(c.due) && !refused;
    case Measure::close_on_time:
      return inside(c.due) && !refused && done && *c.closed <= *c.due;
    case Measure::ratable:
      return can_rate;
    case Measure::rated:
      return has_rated;
    case Measure::satisfied:
      return has_rated && (c.rating == Rating::satisfied || c.rating == Rating::basically_satisfied);
    case Measure::returned:
      return inside(c.received) && c.returns > 0;
    case Measure::settled:
      return inside(c.received) && !c.repeat && c.settled && done;
    case Measure::overdue:
      return by_now(c.due) && !refused && !done;
  }
  return false;
}

// A unit's share in twelfths: at most three units a case.
int twelfths(const CaseFacts& c, const std::string& unit) {
  if (c.units.empty()) return unit.empty() ? 12 : 0;
  int sum = 0;
  for (const auto& share : c.units) sum += share.unit == unit ? 12 / static_cast<int>(c.units.size()) : 0;
  return sum;
}

bool has_type(const CaseFacts& c, const std::string& main, const std::string& path) {
  for (const auto& type : c.types) {
    if (type.main == main || (type.sub.empty() ? type.main : type.main + "/" + type.sub) == path) return true;
  }
  return false;  // a case without a type is in no line of types
}

// What a case counts for a name of a dimension, in twelfths.
int parts_of(const CaseFacts& c, Dimension dimension, const std::string& name, Split split) {
  const auto whole_if = [](bool of_it) { return of_it ? 12 : 0; };
  switch (dimension) {
    case Dimension::unit:
      if (split == Split::lead && !c.units.empty()) return whole_if(c.units.front().unit == name);
      return twelfths(c, name);
    case Dimension::department:
      return whole_if(c.department == name);
    case Dimension::type:
      return whole_if(has_type(c, name, "-"));
    case Dimension::subtype:
      return whole_if(has_type(c, "-", name));
    case Dimension::channel:
      return whole_if(c.channel == name);
    case Dimension::source:
      return whole_if(c.source == name);
    case Dimension::trade:
      return whole_if(c.trade == name);
  }
  return 0;
}

// Names that come, one that never does, and that of those without any.
const std::string& random_name(std::mt19937& random, Dimension dimension) {
  static const std::array<std::vector<std::string>, kDimensions> names = {
      {{"锦屏", "岳林", "溪口", "大堰", ""},
       {"执法队", "水科", "大气科", ""},
       {"大气", "水", "噪声", "固废", ""},
       {"大气/恶臭", "大气/油烟", "水", "噪声/施工", "水/黑臭", ""},
       {"12345热线", "来信", "来访", ""},
       {"工业", "工地", "农业", ""},
       {"造纸", ""}}};
  return one_of(random, names[static_cast<std::size_t>(dimension)]);
}

void compare_month(const World& world, std::mt19937& random) {
  FactTable table;
  for (const auto& facts : world.cases) REQUIRE(table.add(facts).has_value());
  CountingRules rules = plain_rules(1, world.cut_off);
  rules.split = random() % 3 == 0 ? Split::lead : Split::equal;
  const StatisticsRequest request{.month = world.month};
  const Statistics statistics = compute(table, request, rules);
  const int now = world.month.year * 12 + world.month.month - 1;
  const int january = world.month.year * 12;
  const std::array<std::pair<int, int>, kWindows> windows = {{{now, now},
                                                              {now - 1, now - 1},
                                                              {now - 12, now - 12},
                                                              {january, now},
                                                              {january - 12, now - 12},
                                                              {january - 12, january - 1}}};
  for (std::size_t m = 0; m < kMeasures; ++m) {
    const auto measure = static_cast<Measure>(m);
    const std::size_t w = random() % kWindows;
    if (measure == Measure::overdue && w != 0) continue;
    const auto window = static_cast<Window>(w);
    INFO(name_of(measure) << " window " << w << " month " << world.month.year << "-" << world.month.month << " cut-off "
                          << world.cut_off);
    std::vector<const CaseFacts*> counted;
    for (const auto& facts : world.cases) {
      if (counts(facts, measure, windows[w].first, windows[w].second, world.cut_off, statistics.as_of))
        counted.push_back(&facts);
    }
    constexpr std::int64_t twelfth = kWhole / 12;
    const auto whole = static_cast<std::int64_t>(counted.size()) * kWhole;
    REQUIRE(statistics.total.of(measure, statistics.period, window) == whole);
    for (std::size_t d = 0; d < kDimensions; ++d) {
      const auto dimension = static_cast<Dimension>(d);
      const auto& name = random_name(random, dimension);
      std::int64_t parts = 0;
      for (const auto* facts : counted) parts += parts_of(*facts, dimension, name, rules.split) * twelfth;
      const Line* line = statistics.find(dimension, name);
      INFO("dimension " << d << " name " << name);
      REQUIRE((line == nullptr ? 0 : line->tally.of(measure, statistics.period, window)) == parts);
      if (random() % 32 != 0) continue;
      std::int64_t drilled = 0;
      for (const auto& row : drill_down(table, request, rules, {measure, window, dimension, name}))
        drilled += row.parts;
      REQUIRE(drilled == parts);
    }
  }
}

}  // namespace

TEST_CASE("a slow second computation agrees on thousands of random months") {
  const char* many = std::getenv("BIHUAN_LONG_TESTS");
  const int months = many != nullptr ? 20000 : 2000;
  std::mt19937 random(20220601);
  for (int i = 0; i < months; ++i) {
    World world;
    world.month = {2021 + static_cast<int>(random() % 4), 1 + static_cast<int>(random() % 12)};
    world.cut_off = one_of(random, std::vector<int>{0, 0, 20, 25, 28});
    const std::int64_t cases = static_cast<std::int64_t>(random() % 60);
    for (std::int64_t id = 1; id <= cases; ++id) world.cases.push_back(random_case(random, id, world.month));
    compare_month(world, random);
  }
}

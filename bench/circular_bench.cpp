// The month's circular over many petitions, compared with last year's: reading rows into the table, counting, writing
// the text, the .docx; and what a dashboard asks of the same table.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "engine/report/circular.h"

using namespace bihuan::report;

namespace {

// Rows as a store would hand them over, one after the other.
class RandomFacts : public FactsSource {
 public:
  explicit RandomFacts(std::int64_t count) : count_(count) {}

  bihuan::Result<void> each(const FactsQuery&, const std::function<void(const CaseFacts&)>& visit) const override {
    std::mt19937_64 random(7);
    CaseFacts facts;
    const Day first{std::chrono::year{2021} / 1 / 1};
    static const std::vector<CaseType> types = {{"大气", "恶臭"}, {"大气", "油烟"},     {"大气", "烟粉尘"},
                                                {"水", ""},       {"噪声", "施工噪声"}, {"噪声", "社会噪声"},
                                                {"固废", ""}};
    static const std::vector<std::string> channels = {"12345热线", "12369平台", "来信", "来访", "网络", "网格"};
    for (std::int64_t id = 1; id <= count_; ++id) {
      const auto pick = random();
      facts.id = id;
      facts.number = fmt::format("奉环信〔{}〕{}号", 2021 + id % 2, id);
      facts.title = "反映某处环境问题";
      facts.received = first + std::chrono::days{static_cast<int>(pick % 546)};
      facts.accept_due = *facts.received + std::chrono::days{15};
      facts.accepted = *facts.received + std::chrono::days{static_cast<int>(pick / 7 % 18)};
      facts.due = *facts.received + std::chrono::days{60};
      facts.closed = *facts.received + std::chrono::days{static_cast<int>(pick / 11 % 64)};
      facts.rated = *facts.closed + std::chrono::days{2};
      facts.units.assign(1, {fmt::format("单位{}", pick / 13 % 120), 0});
      if (pick % 50 == 0) facts.units.push_back({fmt::format("单位{}", pick / 17 % 120), 0});
      facts.types.assign(1, types[pick / 19 % types.size()]);
      if (pick % 8 == 0) facts.types.push_back(types[pick / 23 % types.size()]);
      facts.channel = channels[pick / 29 % channels.size()];
      facts.source = facts.channel;
      facts.department = fmt::format("科室{}", pick / 31 % 20);
      facts.trade = fmt::format("行业{}", pick / 37 % 40);
      facts.place = pick % 3 == 0 ? fmt::format("点位{}", pick / 41 % 100000) : "";
      facts.repeat = pick % 9 == 0;
      facts.ratable = pick % 2 == 0;
      facts.rating = static_cast<Rating>(pick / 43 % 4);
      visit(facts);
    }
    return {};
  }

 private:
  std::int64_t count_;
};

struct Row {
  std::int64_t cases;
  double read, circular, docx, dashboard;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Row measure(std::int64_t cases) {
  const auto rules = *shipped_rules("petition-monthly");
  const auto texts = *CircularTexts::shipped();
  Row row{cases, 0, 0, 0, 0};
  auto start = std::chrono::steady_clock::now();
  FactTable table;
  if (table.add_all(RandomFacts(cases), {}).has_error()) std::abort();
  row.read = seconds_since(start);
  start = std::chrono::steady_clock::now();
  const Circular circular = build_circular(table, rules, texts, {.month = {2022, 6}});
  row.circular = seconds_since(start);
  start = std::chrono::steady_clock::now();
  const auto docx = circular_docx(circular);
  if (docx.has_error()) std::abort();
  row.docx = seconds_since(start);
  const std::clock_t used = std::clock();  // of this process: the machine may have other work
  const Statistics dashboard = compute(table, {.month = {2022, 6}, .places = false}, rules);
  row.dashboard = static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC;
  if (dashboard.total.of(Measure::received, dashboard.period, Window::month) == 0) std::abort();
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  const bool json = argc > 1 && std::strcmp(argv[1], "--json") == 0;
  std::vector<Row> rows;
  for (const std::int64_t cases : {100'000, 1'000'000}) rows.push_back(measure(cases));
  if (!json)
    fmt::print("{:>10} {:>10} {:>12} {:>10} {:>10} {:>12}\n", "cases", "read s", "circular s", "docx s", "all s",
               "dashboard ms");
  std::string out;
  for (const auto& row : rows) {
    const double all = row.read + row.circular + row.docx;
    if (!json)
      fmt::print("{:>10} {:>10.2f} {:>12.2f} {:>10.2f} {:>10.2f} {:>12.0f}\n", row.cases, row.read, row.circular,
                 row.docx, all, row.dashboard * 1000);
    out += fmt::format("{}{{\"bench\":\"circular\",\"cases\":{},\"seconds\":{:.3f},\"dashboard_ms\":{:.1f}}}",
                       out.empty() ? "" : ",", row.cases, all, row.dashboard * 1000);
  }
  if (json) fmt::print("[{}]\n", out);
  return 0;
}

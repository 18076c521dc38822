// Load-and-check time of every shipped workflow: the best and the median of many runs.   bench_definition [--json]
#include <algorithm>
#include <chrono>
#include <vector>

#include "bench/report.h"
#include "engine/definition/load.h"

int main(int argc, char** argv) {
  using namespace bihuan;
  using Clock = std::chrono::steady_clock;
  const bench::Report report(argc, argv);
  for (const auto& folder : definition::shipped_definitions()) {
    std::vector<double> times;
    for (int run = 0; run < 25; ++run) {
      const auto begin = Clock::now();
      const auto loaded = definition::load_shipped(folder);
      times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
      if (!loaded.definition) return 1;
    }
    std::ranges::sort(times);
    report.add({"load and check " + folder + ", best", times.front(), "ms"});
    report.add({"load and check " + folder + ", median", times[times.size() / 2], "ms", "<= 20"});
  }
  return 0;
}

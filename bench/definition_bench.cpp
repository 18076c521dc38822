// Load-and-check time of every shipped workflow: the best and the median of many runs.   bench_definition [--json]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include "engine/definition/load.h"

int main(int argc, char** argv) {
  using namespace bihuan;
  using Clock = std::chrono::steady_clock;
  const bool json = argc > 1 && std::string_view(argv[1]) == "--json";
  if (!json) fmt::print("{:<26}{:>10}{:>12}{:>12}\n", "workflow", "bytes", "best ms", "median ms");
  for (const auto& folder : definition::shipped_definitions()) {
    std::vector<double> times;
    std::size_t bytes = 0;
    for (int run = 0; run < 25; ++run) {
      const auto begin = Clock::now();
      const auto loaded = definition::load_shipped(folder);
      times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
      if (loaded.definition) bytes = loaded.definition->source.size();
    }
    std::ranges::sort(times);
    const double median = times[times.size() / 2];
    if (json) {
      fmt::print("{{\"name\":\"load_and_check/{}\",\"bytes\":{},\"best_ms\":{:.3f},\"median_ms\":{:.3f}}}\n", folder,
                 bytes, times.front(), median);
    } else {
      fmt::print("{:<26}{:>10}{:>12.2f}{:>12.2f}\n", folder, bytes, times.front(), median);
    }
  }
}

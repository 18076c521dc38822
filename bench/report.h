// What a bench prints: one row a line for people, or with --json one JSON object a line, which bench/run reads. Rows
// are printed as they come. One thread.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace bihuan::bench {

struct Row {
  std::string name;
  double value = 0;
  std::string unit;        // "/s", "ms", "s", "MiB", "ratio"
  std::string aim = {};    // ">= 1000000", "<= 20"; empty: none
  std::string floor = {};  // name of the row that is the raw floor: bench/run shows value / floor
};

class Report {
 public:
  Report(int argc, char** argv) : json_(argc > 1 && std::string_view(argv[1]) == "--json") {}

  void add(const Row& row) const {
    if (json_) {
      // Names are ours and plain: nothing to escape.
      fmt::print(R"({{"name":"{}","value":{:.6g},"unit":"{}","aim":"{}","floor":"{}"}})", row.name, row.value, row.unit,
                 row.aim, row.floor);
      fmt::print("\n");
    } else {
      fmt::print("{:<44} {:>14.6g} {:<6} {}\n", row.name, row.value, row.unit, row.aim);
    }
  }

 private:
  bool json_;
};

}  // namespace bihuan::bench

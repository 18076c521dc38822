#include "cli/demo_clock.h"

#include <fstream>

namespace bihuan::cli {
namespace {

std::string file_in(const std::string& folder) {
  return folder + "/demonstration-time.txt";
}

}  // namespace

void keep_demo_time(const std::string& folder, runtime::Millis played_until, runtime::Millis machine_now) {
  std::ofstream(file_in(folder)) << played_until << " " << machine_now << "\n";
}

std::optional<runtime::Millis> demo_shift(const std::string& folder) {
  std::ifstream file(file_in(folder));
  runtime::Millis played = 0, machine = 0;
  if (!(file >> played >> machine)) return std::nullopt;
  return played - machine;
}

}  // namespace bihuan::cli

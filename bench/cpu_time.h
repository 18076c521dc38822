// Processor time of this program: says where time goes also when other programs take the processors.
#pragma once

#include <time.h>

namespace bihuan::bench {

// Of all its threads, in seconds.
inline double cpu_seconds() {
  timespec spent{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

}  // namespace bihuan::bench

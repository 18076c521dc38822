// The timer loop: finds due rows and hands each to the case service as a command like any other. The rows are the
// truth, one for each case that waits for something, its earliest timer; the wait in memory is only a hint, asked again
// at start, after commits (wake) and every 30 s.
// A firing is recorded exactly once: the command that fires a timer removes its row in the same transaction.
// Runs in its own thread when started, or step by step in tests. Not for sharing but for wake().
#pragma once

#include <cstddef>
#include <memory>

#include "engine/runtime/case_service.h"

namespace bihuan::runtime {

class Timers {
 public:
  struct Options {
    std::size_t batch = 256;        // so many are asked for and under way at a time
    Millis retry_refused = 60'000;  // a timer that its case refuses is asked again after this, then ever later
  };
  Timers(CaseService& service, Options options);
  explicit Timers(CaseService& service) : Timers(service, Options()) {}
  ~Timers();
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // Fires what is due now, in bounded batches; answers how many were recorded.
  std::size_t work_off();
  void start();
  void wake();

  struct Refused {
    std::int64_t case_id = 0;
    std::string timer;
    Error error{"internal_error"};
    int times = 0;
    Millis again_at = 0;
  };
  // Timers whose case refused them: for the administrator.
  [[nodiscard]] std::vector<Refused> refused() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::runtime

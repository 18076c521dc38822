// The loop beside the server that drafts circulars on their day: asks at start, then when the next is due, at the
// latest every ten minutes (the machine's clock may be set). Owns its thread; the case service must outlive it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/report/circular_service.h"

namespace bihuan::report {

// The service with the shipped rules, texts and mapping, for the office's units as they are now.
[[nodiscard]] Result<CircularService> office_circulars(runtime::CaseService& cases);

class CircularLoop {
 public:
  // `failed` hears what went wrong (on the loop's thread); the loop goes on.
  CircularLoop(runtime::CaseService& cases, std::function<void(const Error&)> failed);
  ~CircularLoop();
  CircularLoop(const CircularLoop&) = delete;
  CircularLoop& operator=(const CircularLoop&) = delete;

  void start();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::report

// Commands that follow from a commit on another case: sub-cases to open, a parent to tell, the other end of a merge.
// They are outbox rows of the channel "internal", written in that commit and executed once, also over a crash: their
// request ids are their stable ids.
// FollowUps runs in its own thread when started, or step by step in tests. Not for sharing but for wake().
#pragma once

#include <memory>
#include <string>

#include "engine/runtime/case_service.h"

namespace bihuan::runtime {

inline constexpr const char* internal_channel = "internal";

class FollowUps {
 public:
  explicit FollowUps(CaseService& service);
  ~FollowUps();
  FollowUps(const FollowUps&) = delete;
  FollowUps& operator=(const FollowUps&) = delete;

  // Works off what is due now; answers how many were done.
  std::size_t work_off();
  void start();
  void wake();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::runtime

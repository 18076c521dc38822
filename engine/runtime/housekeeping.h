// What falls due once in a while, and not for one case: old answers go, a checkpoint is signed and its head leaves by
// mail, contents that no case names are swept. In a thread of its own when started, or step by step in tests.
// Not for sharing; everything it is given must outlive it. What fails is told to `on_error` and tried again at the next
// round.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/blobs.h"
#include "engine/runtime/case_service.h"

namespace bihuan::runtime {

// The kind of the outbox rows that carry a head; their body has the line of an audit export under "head".
inline constexpr const char* checkpoint_head = "checkpoint_head";

class Housekeeping {
 public:
  struct Options {
    Millis keep_requests = 30LL * 24 * 3600 * 1000;
    Millis checkpoint_every = 24LL * 3600 * 1000;
    std::vector<std::string> heads_to;  // mail addresses that keep the heads; needs the outbox channel "mail"
    Millis sweep_every = 24LL * 3600 * 1000;
    Millis orphan_age = 7 * 24LL * 3600 * 1000;  // an upload has so long to be named
    std::function<void(const std::string& what)> on_error;
  };
  Housekeeping(CaseService& cases, const Sealing& sealing, Blobs& blobs, Options options);
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

  struct Done {
    std::int64_t requests = 0;  // answers forgotten
    bool checkpoint = false;
    std::int64_t swept = 0;  // contents and unfinished uploads removed
  };
  // Does what is due now. Throws what the store throws.
  Done work_off();
  // Every hour, the first time at once (a sweep from the second time on).
  void start();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::runtime

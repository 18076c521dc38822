// The daily digest: on each working day, at a set hour, every leader gets one message with what is overdue, what ends
// today and within the week, what is under supervision, and what waits for the leader's own approval. Who has nothing
// of it gets no message. Sent once a day, also after a time of standstill: then as soon as the program runs again on
// that day; the digests of days that have passed are not made up for.
// Runs in its own thread when started, or step by step in tests. Not for sharing but for start() and the destructor.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/case_service.h"

namespace bihuan::runtime {

class Digest {
 public:
  struct Options {
    int at_minute = 8 * 60 + 30;  // of the local day
    std::vector<std::string> roles = {"leader", "unit_leader"};
    std::vector<std::string> wide_roles;       // see CaseService::visibility
    std::vector<std::string> person_channels;  // as those of the case service
    std::string office_calendar = "cn";        // its working days and its zone
    QuietHours quiet;
    std::function<void(const std::vector<std::string>&)> told;  // persons with a new inbox item, after the commit
  };
  Digest(CaseService& service, Options options);
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  // Sends what is due now; answers to how many persons.
  std::size_t work_off();
  // The next instant at which a digest is due, later than now.
  [[nodiscard]] Millis next_due() const;
  void start();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::runtime

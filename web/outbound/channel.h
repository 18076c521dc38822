// What every way out has in common: a message, and what became of the attempt to send it.
// Values. Delivery is at least once; `stable_id` is the same on every attempt, so that a receiver can drop repeats.
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/error.h"

namespace bihuan::outbound {

// Milliseconds since 1970-01-01T00:00:00Z.
using Millis = std::int64_t;

// No petitioner's data in any of it: number, kind, days left and a link.
struct Message {
  std::string stable_id;
  std::string to;     // mail address; empty for robots and webhooks
  std::string title;  // one line
  std::string text;   // plain text, line breaks allowed
  std::string link;   // to the case; may be empty
};

struct Attempt {
  enum class Outcome {
    sent,
    later,    // may work when tried again
    refused,  // will not work until somebody changes something
  };
  Outcome outcome = Outcome::sent;
  Error error;             // when not sent
  Millis retry_after = 0;  // milliseconds; 0: as the caller likes

  [[nodiscard]] bool is_sent() const { return outcome == Outcome::sent; }
};

[[nodiscard]] inline Attempt try_later(Error error, Millis retry_after = 0) {
  return {Attempt::Outcome::later, std::move(error), retry_after};
}
[[nodiscard]] inline Attempt refuse(Error error) {
  return {Attempt::Outcome::refused, std::move(error), 0};
}

// A way out. send() may block for some seconds; one thread at a time.
class Channel {
 public:
  virtual ~Channel() = default;
  [[nodiscard]] virtual Attempt send(const Message& message, Millis now) = 0;
};

}  // namespace bihuan::outbound

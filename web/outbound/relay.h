// The relay of the outbox: leases rows, sends each by its channel, and says what became of it. Delivery is at least
// once: a row whose sending was not confirmed before its lease ran out is sent again with the same stable id. A thread
// of its own when started, or step by step in tests. wake() from any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/runtime/clock.h"
#include "engine/runtime/writer.h"
#include "web/outbound/channel.h"

namespace bihuan::outbound {

struct RelayOptions {
  std::map<std::string, std::shared_ptr<Channel>> channels;  // "mail", "dingtalk", "wecom", "webhook"
  // The words of a row; nothing when there is nobody to tell any more (the row is then done).
  std::function<std::optional<Message>(const runtime::OutboxItem&)> render;
  std::size_t batch = 16;
  Millis lease = 120'000;
  Millis first_retry = 30'000;  // doubled with every attempt
  Millis longest_retry = 6 * 3'600'000;
  int attempts = 12;                                                         // then the administrator sees it
  std::function<void(const runtime::OutboxItem&, const Error&)> on_failure;  // for the log
};

class Relay {
 public:
  Relay(runtime::Store& store, runtime::Writer& writer, const runtime::Clock& clock, RelayOptions options);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // Sends what is due now; answers how many rows were leased.
  std::size_t work_off();
  void start();
  void wake();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::outbound

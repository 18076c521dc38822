// Server-sent events: a hub that hands events to subscribers and keeps the last ones, so that a client that comes back
// with Last-Event-ID misses nothing. Publishing never waits for a subscriber; one who reads too slowly is cut off and
// comes back with its id. Hub and subscriptions are safe to use from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bihuan::http {

struct ServerEvent {
  std::string name;      // "inbox", "case", "work"
  std::string data;      // one JSON value
  std::string audience;  // whom it is for, as publisher and filter agree: a person id; empty: everybody
  std::uint64_t id = 0;  // given by the hub, rising by one
  std::shared_ptr<const void> about = {};  // whatever the publisher wants filters to find again
};

// Which events a subscriber sees. Called under the hub's lock: must be quick and must not call the hub.
using EventFilter = std::function<bool(const ServerEvent&)>;

// One client's queue of frames ready to send.
class EventSubscription {
 public:
  virtual ~EventSubscription() = default;
  // Takes every frame that waits, as bytes for the wire; empty when there is none.
  [[nodiscard]] virtual std::string take() = 0;
  // True once the hub has ended this stream (shut-down, too slow).
  [[nodiscard]] virtual bool ended() const = 0;
  // `wake` is called, from any thread, when there is something new to take or the stream has ended.
  virtual void on_ready(std::function<void()> wake) = 0;
};

class EventHub {
 public:
  // Keeps `replay` events, lets `waiting` wait for one subscriber. `epoch` tells this process from the one before: an
  // id of another epoch gets the event `reset`, upon which the client reads its lists again.
  EventHub(std::string epoch, std::size_t replay = 1024, std::size_t waiting = 256);
  ~EventHub();

  std::uint64_t publish(ServerEvent event);
  // `last_event_id` as the client sent it, or empty.
  [[nodiscard]] std::shared_ptr<EventSubscription> subscribe(std::string_view last_event_id, EventFilter filter);
  // Ends every stream.
  void close();
  [[nodiscard]] std::size_t subscribers() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace bihuan::http

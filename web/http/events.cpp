#include "web/http/events.h"

#include <fmt/format.h>

#include <charconv>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace bihuan::http {

namespace {

// The wire form of one event (HTML standard, section 9.2). A data line must not contain a line break.
std::string frame(std::string_view epoch, const ServerEvent& event) {
  std::string out = fmt::format("id: {}-{}\nevent: {}\n", epoch, event.id, event.name);
  std::string_view rest = event.data;
  while (true) {
    const auto end = rest.find_first_of("\r\n");
    out += fmt::format("data: {}\n", rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return out + "\n";
}

class Subscription : public EventSubscription {
 public:
  Subscription(EventFilter wanted, std::size_t waiting) : filter(std::move(wanted)), waiting_(waiting) {}

  std::string take() override {
    const std::lock_guard lock(mutex_);
    std::string all;
    for (const auto& one : frames_) all += one;
    frames_.clear();
    return all;
  }

  bool ended() const override {
    const std::lock_guard lock(mutex_);
    return ended_;
  }

  void on_ready(std::function<void()> wake) override {
    bool now = false;
    {
      const std::lock_guard lock(mutex_);
      wake_ = wake;
      now = !frames_.empty() || ended_;
    }
    if (now && wake) wake();
  }

  // False when the subscriber reads too slowly and has been cut off.
  bool push(std::string one) {
    std::function<void()> wake;
    bool kept = true;
    {
      const std::lock_guard lock(mutex_);
      if (ended_) return false;
      if (frames_.size() >= waiting_) {
        ended_ = true;
        kept = false;
      } else {
        frames_.push_back(std::move(one));
      }
      wake = wake_;
    }
    if (wake) wake();
    return kept;
  }

  void end() {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      wake = wake_;
    }
    if (wake) wake();
  }

  const EventFilter filter;

 private:
  const std::size_t waiting_;
  mutable std::mutex mutex_;
  std::deque<std::string> frames_;
  std::function<void()> wake_;
  bool ended_ = false;
};

}  // namespace

struct EventHub::State {
  mutable std::mutex mutex;
  std::string epoch;
  std::size_t replay;
  std::size_t waiting;
  std::uint64_t last_id = 0;
  bool closed = false;
  std::deque<ServerEvent> kept;
  std::vector<std::weak_ptr<Subscription>> subscribers;

  // The number behind our epoch; nothing when the id is of another process or malformed.
  [[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view id) const {
    if (id.size() <= epoch.size() + 1 || !id.starts_with(epoch) || id[epoch.size()] != '-') return std::nullopt;
    const auto digits = id.substr(epoch.size() + 1);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number > last_id) return std::nullopt;
    return number;
  }
};

EventHub::EventHub(std::string epoch, std::size_t replay, std::size_t waiting) : state_(std::make_shared<State>()) {
  state_->epoch = std::move(epoch);
  state_->replay = replay;
  state_->waiting = waiting;
}

EventHub::~EventHub() {
  close();
}

std::uint64_t EventHub::publish(ServerEvent event) {
  const std::lock_guard lock(state_->mutex);
  event.id = ++state_->last_id;
  const std::string bytes = frame(state_->epoch, event);
  std::erase_if(state_->subscribers, [&](const std::weak_ptr<Subscription>& weak) {
    const auto subscriber = weak.lock();
    return !subscriber || (subscriber->filter(event) && !subscriber->push(bytes));
  });
  state_->kept.push_back(std::move(event));
  if (state_->kept.size() > state_->replay) state_->kept.pop_front();
  return state_->last_id;
}

std::shared_ptr<EventSubscription> EventHub::subscribe(std::string_view last_event_id, EventFilter filter) {
  const std::lock_guard lock(state_->mutex);
  // What is replayed fits in any case: the bound is meant for those who read too slowly later.
  auto subscriber = std::make_shared<Subscription>(std::move(filter), state_->waiting + state_->replay + 1);
  if (!last_event_id.empty()) {
    const auto seen = state_->number_of(last_event_id);
    const bool gap = !seen || (!state_->kept.empty() && *seen + 1 < state_->kept.front().id) ||
                     (state_->kept.empty() && *seen < state_->last_id);
    if (gap) {
      subscriber->push(fmt::format("id: {}-{}\nevent: reset\ndata: {{}}\n\n", state_->epoch, state_->last_id));
    } else {
      for (const auto& event : state_->kept) {
        if (event.id > *seen && subscriber->filter(event)) subscriber->push(frame(state_->epoch, event));
      }
    }
  }
  if (state_->closed) {
    subscriber->end();
  } else {
    state_->subscribers.push_back(subscriber);
  }
  return subscriber;
}

void EventHub::close() {
  const std::lock_guard lock(state_->mutex);
  state_->closed = true;
  for (const auto& weak : state_->subscribers) {
    if (const auto subscriber = weak.lock()) subscriber->end();
  }
  state_->subscribers.clear();
}

std::size_t EventHub::subscribers() const {
  const std::lock_guard lock(state_->mutex);
  std::size_t alive = 0;
  for (const auto& weak : state_->subscribers) alive += !weak.expired();
  return alive;
}

}  // namespace bihuan::http

#include "web/outbound/relay.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace bihuan::outbound {

struct Relay::State {
  State(runtime::Store& with_store, runtime::Writer& with_writer, const runtime::Clock& with_clock,
        RelayOptions with_options)
      : store(with_store), writer(with_writer), clock(with_clock), options(std::move(with_options)) {
    for (const auto& [name, channel] : options.channels) names.push_back(name);
  }

  std::vector<runtime::OutboxItem> lease();
  void send(const runtime::OutboxItem& item);
  void settle(const runtime::OutboxItem& item, const Attempt& attempt);
  void run();
  [[nodiscard]] Millis pause();

  runtime::Store& store;
  runtime::Writer& writer;
  const runtime::Clock& clock;
  const RelayOptions options;
  std::vector<std::string> names;
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  bool woken = false;
  std::thread thread;
};

std::vector<runtime::OutboxItem> Relay::State::lease() {
  if (names.empty()) return {};
  std::vector<runtime::OutboxItem> items;
  const auto done = writer.run(
      [&](runtime::WriteSession& session) -> Result<void> {
        const auto now = clock.now();
        items = session.mail().lease(names, now, now + options.lease, options.batch);
        return {};
      },
      runtime::Writer::Lane::background);
  return done ? items : std::vector<runtime::OutboxItem>();
}

void Relay::State::send(const runtime::OutboxItem& item) {
  const auto channel = options.channels.find(item.channel);
  Attempt attempt;
  try {
    const auto message = options.render(item);
    if (message) attempt = channel->second->send(*message, clock.now());
  } catch (const std::exception&) {
    attempt = try_later(Error("internal_error"));
  }
  settle(item, attempt);
}

void Relay::State::settle(const runtime::OutboxItem& item, const Attempt& attempt) {
  if (!attempt.is_sent() && options.on_failure) options.on_failure(item, attempt.error);
  const auto done = writer.run(
      [&](runtime::WriteSession& session) -> Result<void> {
        const auto now = clock.now();
        if (attempt.is_sent()) {
          session.mail().sent(item.id, now);
          return {};
        }
        Millis wait = options.first_retry;
        for (int i = 0; i < item.attempts && wait < options.longest_retry; ++i) wait *= 2;
        wait = std::max(std::min(wait, options.longest_retry), attempt.retry_after);
        const bool is_final = attempt.outcome == Attempt::Outcome::refused;
        session.mail().failed(item.id, attempt.error.code, now + wait, is_final ? 0 : options.attempts);
        return {};
      },
      runtime::Writer::Lane::background);
  // Not written: the lease runs out and the row comes again.
  static_cast<void>(done);
}

Millis Relay::State::pause() {
  constexpr Millis longest = 30'000;
  const auto next = store.read()->mail().next_outbox();
  return next ? std::clamp<Millis>(*next - clock.now(), 100, longest) : longest;
}

void Relay::State::run() {
  std::unique_lock lock(mutex);
  while (!stopping) {
    woken = false;
    lock.unlock();
    Millis wait = 30'000;
    try {
      std::size_t sent = 0;
      for (const auto& item : lease()) {
        send(item);
        ++sent;
      }
      wait = sent > 0 ? 0 : pause();
    } catch (const std::exception&) {
      // The store is in trouble and says so elsewhere; ask again later.
    }
    lock.lock();
    changed.wait_for(lock, std::chrono::milliseconds(wait), [&] { return stopping || woken; });
  }
}

Relay::Relay(runtime::Store& store, runtime::Writer& writer, const runtime::Clock& clock, RelayOptions options)
    : state_(std::make_unique<State>(store, writer, clock, std::move(options))) {}

Relay::~Relay() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
}

std::size_t Relay::work_off() {
  const auto items = state_->lease();
  for (const auto& item : items) state_->send(item);
  return items.size();
}

void Relay::start() {
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

void Relay::wake() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->woken = true;
  }
  state_->changed.notify_all();
}

}  // namespace bihuan::outbound

#include "web/outbound/relay.h"

#include <algorithm>
#include <vector>

#include "engine/runtime/loop.h"

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
  runtime::Loop::Pause turn();
  [[nodiscard]] Millis pause();

  runtime::Store& store;
  runtime::Writer& writer;
  const runtime::Clock& clock;
  const RelayOptions options;
  std::vector<std::string> names;
  runtime::Loop loop;  // last: its thread ends before what it works on
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

runtime::Loop::Pause Relay::State::turn() {
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
  return runtime::Loop::Pause(wait);
}

Relay::Relay(runtime::Store& store, runtime::Writer& writer, const runtime::Clock& clock, RelayOptions options)
    : state_(std::make_unique<State>(store, writer, clock, std::move(options))) {}

Relay::~Relay() = default;

std::size_t Relay::work_off() {
  const auto items = state_->lease();
  for (const auto& item : items) state_->send(item);
  return items.size();
}

void Relay::start() {
  state_->loop.start([state = state_.get()] { return state->turn(); });
}

void Relay::wake() {
  state_->loop.wake();
}

}  // namespace bihuan::outbound

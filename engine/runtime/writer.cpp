#include "engine/runtime/writer.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/runtime/attempt.h"

namespace bihuan::runtime {

namespace {

// Of the background's pieces so many at most are in a commit for which people wait: enough that a herd is worked off
// also while everybody is busy.
constexpr std::size_t beside_people = 4;

struct Piece {
  Writer::Work work;  // none: empty the log instead
  Writer::Done done;
  Result<void> result = {};
};

}  // namespace

struct Writer::State {
  Store& store;
  Options options;
  std::unique_ptr<WriteSession> session;  // of who writes
  std::function<void()> listener;

  mutable std::mutex mutex;  // guards all below
  std::condition_variable wake;
  std::deque<Piece> people, background;
  bool for_people = false;  // they stand in the last commit, which ended then:
  std::chrono::steady_clock::time_point ended = {};
  bool writing = false;  // the writer thread or a caller has a transaction under way, and the session is its
  bool stopping = false;
  Counts counts;

  std::thread thread;

  State(Store& the_store, Options the_options) : store(the_store), options(the_options) {}

  // With the mutex held.
  bool full(Lane lane) const { return (lane == Lane::people ? people : background).size() >= options.queue_limit; }

  // With the mutex held: takes what stands in the next commit.
  std::vector<Piece> next_batch() {
    std::vector<Piece> batch;
    const auto move_from = [&](std::deque<Piece>& queue, std::size_t limit) {
      for (std::size_t i = 0; i < limit && !queue.empty(); ++i) {
        batch.push_back(std::move(queue.front()));
        queue.pop_front();
      }
    };
    move_from(people, options.group);
    for_people = !batch.empty();
    move_from(background, !for_people ? options.background_group : std::min(options.background_group, beside_people));
    return batch;
  }

  // Waits for work; an empty answer means the end. Else the writer thread is the one that writes.
  std::vector<Piece> take() {
    std::unique_lock lock(mutex);
    const auto called = [&] { return !writing && (stopping || !people.empty()); };
    for (;;) {
      wake.wait(lock, [&] { return called() || (!writing && !background.empty()); });
      const auto next = for_people ? ended + options.courtesy : ended;
      if (called() || std::chrono::steady_clock::now() >= next) break;
      wake.wait_until(lock, next, called);
    }
    auto batch = next_batch();
    writing = !batch.empty();
    return batch;
  }

  // A caller writes when nobody does and all who came before it have a place in its commit. A log is emptied by the
  // writer thread, since a reader that the caller holds would be waited for.
  bool may_lead(Lane lane) const {
    return lane == Lane::people && !writing && !stopping && people.size() < options.group &&
           std::all_of(people.begin(), people.end(), [](const Piece& piece) { return piece.work != nullptr; });
  }

  // All pieces in one open transaction; answers how many are kept.
  std::int64_t run(std::vector<Piece>& batch) {
    std::int64_t kept = 0;
    session->begin();
    for (auto& piece : batch) {
      if (!piece.work) continue;
      piece.result = {};
      const bool good = session->attempt([&] {
        piece.result = piece.work(*session);
        return piece.result.has_value();
      });
      kept += good ? 1 : 0;
    }
    return kept;
  }

  // A piece that is refused after it has written is taken back alone in a second run (attempt.h).
  std::int64_t run_twice_if_need_be(std::vector<Piece>& batch) {
    try {
      return run(batch);
    } catch (const AttemptAgain&) {
      session->roll_back();
      return run(batch);
    }
  }

  void work_off(std::vector<Piece>& batch) {
    std::int64_t kept = 0;
    const bool flush = std::any_of(batch.begin(), batch.end(), [](const Piece& piece) { return !piece.work; });
    try {
      kept = run_twice_if_need_be(batch);
      if (kept > 0) {
        session->commit();
      } else {
        session->roll_back();
      }
      if (flush) session->flush_log();
    } catch (const std::exception& failure) {
      // The database is broken or one of us is: nothing of this transaction is kept, and everybody hears it.
      for (auto& piece : batch) piece.result = Error("storage_failed", {{"reason", failure.what()}});
      try {
        session->roll_back();
      } catch (const std::exception&) {
        session.reset();
        session = store.write();
      }
      std::lock_guard lock(mutex);
      counts.failed += static_cast<std::int64_t>(batch.size());
      return;
    }
    {
      std::lock_guard lock(mutex);
      counts.commits += kept > 0 ? 1 : 0;
      counts.pieces += kept;
      counts.refused += static_cast<std::int64_t>(batch.size()) - kept;
    }
    if (kept > 0 && listener) listener();
  }

  // The one transaction of who writes, who then writes no more. What `done` throws would leave nobody to write.
  void write(std::vector<Piece> batch) noexcept {
    work_off(batch);
    for (auto& piece : batch) {
      if (piece.done) piece.done(piece.result);
    }
    batch.clear();
    std::lock_guard lock(mutex);
    writing = false;
    ended = std::chrono::steady_clock::now();
    // With the mutex held: the thread that ends the writer may be the one that wakes.
    if (stopping || !people.empty() || !background.empty()) wake.notify_one();
  }

  void loop() {
    for (;;) {
      auto batch = take();
      if (batch.empty()) return;
      write(std::move(batch));
    }
  }
};

Writer::Writer(Store& store, Options options) : state_(std::make_unique<State>(store, options)) {
  state_->session = store.write();
  state_->thread = std::thread([state = state_.get()] { state->loop(); });
}

Writer::~Writer() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  state_->thread.join();
}

void Writer::submit(Lane lane, Work work, Done done) {
  bool taken = false, wake = false;
  {
    std::lock_guard lock(state_->mutex);
    const bool refused = lane == Lane::people && state_->full(lane);
    if (!refused && !state_->stopping) {
      (lane == Lane::people ? state_->people : state_->background).push_back({std::move(work), std::move(done)});
      taken = true;
      wake = !state_->writing;  // else who writes wakes the thread
    } else {
      ++state_->counts.too_busy;
    }
  }
  if (wake) state_->wake.notify_one();
  if (!taken && done) done(Error("too_busy"));
}

void Writer::submit_or_write(Lane lane, Work work, Done done) {
  std::vector<Piece> batch;
  {
    std::lock_guard lock(state_->mutex);
    if (state_->may_lead(lane)) {
      state_->people.push_back({std::move(work), std::move(done)});
      batch = state_->next_batch();
      state_->writing = true;
    }
  }
  if (!batch.empty()) return state_->write(std::move(batch));
  submit(lane, std::move(work), std::move(done));
}

void Writer::submit_and_wait(Lane lane, Work work, Done done) {
  std::promise<void> promise;
  auto answered = promise.get_future();
  submit_or_write(lane, std::move(work), [&](const Result<void>& result) {
    if (done) done(result);
    promise.set_value();
  });
  answered.get();
}

bool Writer::is_idle() const {
  std::lock_guard lock(state_->mutex);
  return !state_->writing && state_->people.empty() && state_->background.empty();
}

bool Writer::is_full(Lane lane) const {
  std::lock_guard lock(state_->mutex);
  return state_->full(lane);
}

void Writer::flush_log() {
  std::promise<void> promise;
  auto future = promise.get_future();
  {
    std::lock_guard lock(state_->mutex);
    state_->people.push_back({nullptr, [&](const Result<void>&) { promise.set_value(); }});
  }
  state_->wake.notify_one();
  future.get();
}

void Writer::on_commit(std::function<void()> listener) {
  state_->listener = std::move(listener);
}

Writer::Counts Writer::counts() const {
  std::lock_guard lock(state_->mutex);
  Counts answer = state_->counts;
  answer.waiting = state_->people.size() + state_->background.size();
  return answer;
}

}  // namespace bihuan::runtime

// The one writer: commits many pieces of work in one transaction (group commit), each so that it alone is taken back
// when it is refused. One transaction at a time, in the order in which the pieces came; nobody is answered before the
// commit. A thread of its own drains the queue. Who waits for its answer anyway and finds nobody writing runs the
// transaction itself, one, with what is queued before it (docs/decisions/0004-one-writer-at-a-time.md).
//
// Share freely between threads. The queue is bounded: over the bound submit() refuses `too_busy` at once and nothing is
// half done. When the database fails, every piece of that transaction is answered `storage_failed` and nothing is kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

#include "engine/base/error.h"
#include "engine/runtime/store.h"

namespace bihuan::runtime {

class Writer {
 public:
  struct Options {
    std::size_t queue_limit = 2000;     // people's waiting work; over it: too_busy
    std::size_t group = 64;             // at most so many of people's pieces in one commit
    std::size_t background_group = 16;  // and of the timers' in one of their own
    // After a commit for people the timers wait so long before one of their own: who is at work comes again soon, and
    // would have to wait for the one under way and for the disk behind it. A few go with every commit for people.
    std::chrono::milliseconds courtesy{2};
  };
  // `work` runs inside the transaction, on the thread that writes; a failed Result takes it back alone.
  // `done` runs there too, after the commit (or after the refusal) and in the order of the pieces: keep it short, throw
  // nothing, and wait neither for the writer nor for a lock that is held by who waits for it.
  using Work = std::function<Result<void>(WriteSession&)>;
  using Done = std::function<void(const Result<void>&)>;
  enum class Lane { people, background };

  Writer(Store& store, Options options);
  explicit Writer(Store& store) : Writer(store, Options()) {}
  ~Writer();  // finishes what is queued
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void submit(Lane lane, Work work, Done done);
  // As submit(), for callers that own a thread: people's work is done by this very thread when nobody is writing; the
  // background's never.
  void submit_or_write(Lane lane, Work work, Done done);
  // The same, coming back when `done` has run.
  void submit_and_wait(Lane lane, Work work, Done done);
  // Nobody is writing and nothing waits: who comes now need not prepare for a wait. Only a hint, it may end at once.
  [[nodiscard]] bool is_idle() const;
  // So much waits that nothing more is to be prepared; people's work is refused then.
  [[nodiscard]] bool is_full(Lane lane) const;

  // Waits for the commit. For callers that own a thread; `work` answers a Result<T>.
  template <class F, class R = std::invoke_result_t<F, WriteSession&>>
  R run(F work, Lane lane = Lane::people) {
    std::optional<R> answer;
    Result<void> result;
    submit_and_wait(
        lane,
        [&](WriteSession& session) -> Result<void> {
          answer.emplace(work(session));
          if (!*answer) return answer->error();
          return {};
        },
        [&](const Result<void>& committed) { result = committed; });
    if (!result) return result.error();
    return std::move(*answer);
  }

  // Empties the write-ahead log into the file, after everything submitted before; waits for it. After an erasure.
  void flush_log();

  // Called on the thread that writes, after every commit that kept something; set before the first submit().
  void on_commit(std::function<void()> listener);

  struct Counts {
    std::int64_t commits = 0, pieces = 0, refused = 0, too_busy = 0, failed = 0;
    std::size_t waiting = 0;
  };
  [[nodiscard]] Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::runtime

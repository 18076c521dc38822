// A pool of threads for work that blocks: reads of the store, hashing, files. The queue is bounded, so that a busy
// server says so instead of growing. Safe to use from any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace bihuan::http {

class Workers {
 public:
  Workers(std::size_t threads, std::size_t queue_limit);
  // Finishes what was taken on, waits for what is held, then joins.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False when the queue is full; `work` is not run then. `work` must not throw.
  [[nodiscard]] bool post(std::function<void()> work);
  // The same without the bound: for the next step of something already taken on.
  void post_next(std::function<void()> work);
  // Something taken on is waited for elsewhere, on no thread of ours, until it is released.
  void hold();
  void release();
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::http

#include "web/http/workers.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace bihuan::http {

struct Workers::State {
  mutable std::mutex mutex;
  std::condition_variable ready, released;
  std::deque<std::function<void()>> queue;
  std::size_t limit = 0;
  std::size_t held = 0;
  bool stopping = false;
  std::vector<std::thread> threads;

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      ready.wait(lock, [&] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      auto work = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      work();
      work = nullptr;
      lock.lock();
    }
  }
};

Workers::Workers(std::size_t threads, std::size_t queue_limit) : state_(std::make_unique<State>()) {
  state_->limit = queue_limit;
  for (std::size_t i = 0; i < threads; ++i) state_->threads.emplace_back([state = state_.get()] { state->run(); });
}

Workers::~Workers() {
  {
    std::unique_lock lock(state_->mutex);
    state_->released.wait(lock, [&] { return state_->held == 0; });
    state_->stopping = true;
  }
  state_->ready.notify_all();
  for (auto& thread : state_->threads) thread.join();
}

bool Workers::post(std::function<void()> work) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping || state_->queue.size() >= state_->limit) return false;
    state_->queue.push_back(std::move(work));
  }
  state_->ready.notify_one();
  return true;
}

void Workers::post_next(std::function<void()> work) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->queue.push_back(std::move(work));
  }
  state_->ready.notify_one();
}

void Workers::hold() {
  const std::lock_guard lock(state_->mutex);
  ++state_->held;
}

void Workers::release() {
  const std::lock_guard lock(state_->mutex);
  // With the mutex held: the workers may be gone as soon as it is not.
  if (--state_->held == 0) state_->released.notify_all();
}

std::size_t Workers::waiting() const {
  const std::lock_guard lock(state_->mutex);
  return state_->queue.size();
}

}  // namespace bihuan::http

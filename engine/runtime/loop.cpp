#include "engine/runtime/loop.h"

namespace bihuan::runtime {

Loop::~Loop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Loop::start(std::function<Pause()> turn) {
  thread_ = std::thread([this, turn = std::move(turn)] { run(turn); });
}

void Loop::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

bool Loop::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Loop::run(const std::function<Pause()>& turn) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;
    lock.unlock();
    const Pause pause = turn();
    lock.lock();
    changed_.wait_for(lock, pause, [&] { return stopping_ || woken_; });
  }
}

}  // namespace bihuan::runtime

// A thread that takes turns at one piece of work: a turn, the pause that it asked for, the next turn; sooner when it is
// woken, and a wake during a turn is not lost. Ends with its object, after the turn under way. Turns let no exception
// out.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace bihuan::runtime {

class Loop {
 public:
  using Pause = std::chrono::milliseconds;

  Loop() = default;
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Once at the most.
  void start(std::function<Pause()> turn);
  void wake();
  // For a long turn, which then ends early.
  [[nodiscard]] bool is_stopping() const;

 private:
  void run(const std::function<Pause()>& turn);

  mutable std::mutex mutex_;  // guards `stopping_` and `woken_`
  std::condition_variable changed_;
  bool stopping_ = false, woken_ = false;
  std::thread thread_;
};

}  // namespace bihuan::runtime

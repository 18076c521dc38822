#include "engine/runtime/timers.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>

#include "engine/runtime/loop.h"

namespace bihuan::runtime {

struct Timers::State {
  CaseService& service;
  Options options;

  mutable std::mutex mutex;  // guards the counts and the refusals
  std::condition_variable changed;
  std::size_t under_way = 0, recorded = 0;
  std::map<std::pair<std::int64_t, std::string>, Refused> refusals;
  Loop loop;  // last: its thread ends before what it works on

  State(CaseService& the_service, Options the_options) : service(the_service), options(the_options) {}

  bool waits(const TimerRow& row, Millis now) const {
    std::lock_guard lock(mutex);
    const auto found = refusals.find({row.case_id, row.timer});
    return found != refusals.end() && found->second.again_at > now;
  }

  void answered(const TimerRow& row, const Result<Reply>& reply) {
    std::lock_guard lock(mutex);
    if (reply) {
      refusals.erase({row.case_id, row.timer});
      ++recorded;
    } else if (reply.error().code != "too_busy") {
      auto& refusal = refusals[{row.case_id, row.timer}];
      const int times = std::min(refusal.times, 10);
      refusal = {row.case_id, row.timer, reply.error(), refusal.times + 1,
                 service.clock().now() + (options.retry_refused << times)};
    }
    if (--under_way == 0) changed.notify_all();
  }

  void fire(const std::vector<TimerRow>& rows) {
    {
      std::lock_guard lock(mutex);
      under_way += rows.size();
    }
    for (const auto& row : rows) {
      Request request;
      request.command.case_id = row.case_id;
      request.command.body = core::TimerDue{row.timer};
      service.execute_in_background(std::move(request),
                                    [this, row](const Result<Reply>& reply) { answered(row, reply); });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return under_way == 0; });
  }

  // A case whose earliest timer is refused still has its others fired: the row stands before them.
  std::vector<TimerRow> without_refused(const std::vector<TimerRow>& rows, Millis now) {
    std::vector<TimerRow> due;
    for (const auto& row : rows) {
      if (!waits(row, now)) {
        due.push_back(row);
        continue;
      }
      for (auto& behind : service.due_timers(row.case_id)) {
        if (!waits(behind, now)) due.push_back(std::move(behind));
      }
    }
    return due;
  }

  // One walk over what is due now, in the order of the rows.
  bool walk(Millis now) {
    TimerRow last{INT64_MIN, 0, {}};
    for (;;) {
      const auto rows = service.store().read()->cases().timers_due(now, last, options.batch);
      if (rows.empty()) return true;
      last = rows.back();
      fire(without_refused(rows, now));
      if (loop.is_stopping()) return false;
    }
  }

  std::size_t work_off() {
    const auto now = service.clock().now();
    std::size_t all = 0;
    for (;;) {
      {
        std::lock_guard lock(mutex);
        recorded = 0;
      }
      const bool going = walk(now);
      std::lock_guard lock(mutex);
      all += recorded;
      // What fired may have armed what is due as well, at a place the walk had passed.
      if (!going || recorded == 0) return all;
    }
  }

  // Until the next row is due, but 30 s at most: rows may come from elsewhere, and the machine's clock may be set.
  std::chrono::milliseconds pause() {
    const auto next = service.store().read()->cases().next_timer();
    const auto now = service.clock().now();
    const Millis longest = 30'000;
    if (!next) return std::chrono::milliseconds(longest);
    std::lock_guard lock(mutex);
    const Millis shortest = refusals.empty() ? 50 : 1'000;  // a refused row stays due until its case takes it
    return std::chrono::milliseconds(std::clamp<Millis>(*next - now, shortest, longest));
  }

  Loop::Pause turn() {
    work_off();
    return pause();
  }
};

Timers::Timers(CaseService& service, Options options) : state_(std::make_unique<State>(service, options)) {}

Timers::~Timers() = default;

std::size_t Timers::work_off() {
  return state_->work_off();
}

void Timers::start() {
  state_->loop.start([state = state_.get()] { return state->turn(); });
}

void Timers::wake() {
  state_->loop.wake();
}

std::vector<Timers::Refused> Timers::refused() const {
  std::lock_guard lock(state_->mutex);
  std::vector<Refused> out;
  for (const auto& [key, refusal] : state_->refusals) out.push_back(refusal);
  return out;
}

}  // namespace bihuan::runtime

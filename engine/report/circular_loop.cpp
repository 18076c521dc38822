#include "engine/report/circular_loop.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/report/case_facts.h"

namespace bihuan::report {

Result<CircularService> office_circulars(runtime::CaseService& cases) {
  auto rules = shipped_rules("petition-monthly");
  if (!rules) return rules.error();
  auto texts = CircularTexts::shipped();
  if (!texts) return texts.error();
  auto mapping = shipped_facts_mapping("petition");
  if (!mapping) return mapping.error();
  auto zone = calendar::Zone::find("Asia/Shanghai");
  if (!zone) return zone.error();
  CircularService::Settings settings;
  settings.options.units = area_titles(cases, *mapping, cases.clock().now());
  auto source = [&cases, mapping = *mapping, zone = *zone] { return stored_facts(cases, mapping, zone); };
  return CircularService(cases, std::move(source), *zone, std::move(*rules), std::move(*texts), std::move(settings));
}

struct CircularLoop::State {
  runtime::CaseService& cases;
  std::function<void(const Error&)> failed;
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::thread thread;

  // Drafts what is due; answers how long to wait.
  std::chrono::milliseconds turn() {
    constexpr std::chrono::milliseconds longest = std::chrono::minutes(10);
    auto service = office_circulars(cases);
    if (!service) {
      failed(service.error());
      return longest;
    }
    if (const auto made = service->work_off(); !made) {
      failed(made.error());
      return longest;
    }
    return std::clamp(std::chrono::milliseconds(service->next_due() - cases.clock().now()),
                      std::chrono::milliseconds(1000), longest);
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      lock.unlock();
      std::chrono::milliseconds pause = std::chrono::minutes(10);
      try {
        pause = turn();
      } catch (const std::exception&) {  // broken storage: the server says so itself; asked again later
        failed(Error("storage_failed"));
      }
      lock.lock();
      changed.wait_for(lock, pause, [&] { return stopping; });
    }
  }
};

CircularLoop::CircularLoop(runtime::CaseService& cases, std::function<void(const Error&)> failed)
    : state_(new State{cases, std::move(failed), {}, {}, false, {}}) {}

CircularLoop::~CircularLoop() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
}

void CircularLoop::start() {
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

}  // namespace bihuan::report

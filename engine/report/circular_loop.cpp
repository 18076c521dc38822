#include "engine/report/circular_loop.h"

#include <algorithm>
#include <utility>

#include "engine/report/case_facts.h"
#include "engine/runtime/loop.h"

namespace bihuan::report {

Result<std::shared_ptr<FactsKeeper>> office_facts(runtime::CaseService& cases, std::string file) {
  auto mapping = shipped_facts_mapping("petition");
  if (!mapping) return mapping.error();
  auto zone = calendar::Zone::find("Asia/Shanghai");
  if (!zone) return zone.error();
  return std::make_shared<FactsKeeper>(cases, std::move(*mapping), std::move(*zone), std::move(file));
}

Result<CircularService> office_circulars(runtime::CaseService& cases, std::shared_ptr<FactsKeeper> keeper,
                                         std::shared_ptr<const OfficeSettings> office) {
  if (office == nullptr) {
    auto shipped = office_settings();
    if (!shipped) return shipped.error();
    office = std::move(*shipped);
  }
  auto zone = calendar::Zone::find("Asia/Shanghai");
  if (!zone) return zone.error();
  if (keeper == nullptr) {
    auto own = office_facts(cases, "");
    if (!own) return own.error();
    keeper = std::move(*own);
  }
  CircularService::Settings settings;
  settings.options.units = area_titles(cases, office->mapping, cases.clock().now());
  settings.options.office = settings.options.banner = office_title(*cases.organisation());
  settings.days_after_cut_off = office->days_after_cut_off;
  settings.minute_of_day = office->minute_of_day;
  settings.own_template = office->own_template("circular");
  return CircularService(
      cases, [keeper = std::move(keeper)] { return keeper->current(); }, *zone, office->rules, office->texts,
      std::move(settings));
}

struct CircularLoop::State {
  runtime::CaseService& cases;
  std::function<void(const Error&)> failed;
  std::shared_ptr<FactsKeeper> keeper;
  std::shared_ptr<const OfficeSettings> settings;
  bool warmed = false;
  runtime::Loop loop = {};  // last: its thread ends before what it works on

  std::chrono::milliseconds turn() {
    constexpr std::chrono::milliseconds longest = std::chrono::minutes(10);
    try {
      auto service = office_circulars(cases, keeper, settings);
      if (!service) return failed(service.error()), longest;
      if (const auto made = service->work_off(); !made) return failed(made.error()), longest;
      return std::clamp(std::chrono::milliseconds(service->next_due() - cases.clock().now()),
                        std::chrono::milliseconds(1000), longest);
    } catch (const std::exception&) {  // broken storage: the server says so itself; asked again later
      failed(Error("storage_failed"));
      return longest;
    }
  }

  // Whoever asks first would wait for the first reading of all cases: better nobody.
  void warm() {
    try {
      if (keeper != nullptr) (void)keeper->current();
    } catch (const std::exception&) {
      failed(Error("storage_failed"));
    }
  }

  // The first one warms, and the next follows at once unless the server stops.
  runtime::Loop::Pause turn_of_loop() {
    if (std::exchange(warmed, true)) return turn();
    warm();
    return {};
  }
};

CircularLoop::CircularLoop(runtime::CaseService& cases, std::function<void(const Error&)> failed,
                           std::shared_ptr<FactsKeeper> keeper, std::shared_ptr<const OfficeSettings> settings)
    : state_(new State{cases, std::move(failed), std::move(keeper), std::move(settings)}) {}

CircularLoop::~CircularLoop() = default;

std::chrono::milliseconds CircularLoop::turn() {
  return state_->turn();
}

void CircularLoop::wake() {
  state_->loop.wake();
}

void CircularLoop::start() {
  state_->loop.start([state = state_.get()] { return state->turn_of_loop(); });
}

}  // namespace bihuan::report

// What the reporting routes share: the table of facts, read again when it has grown old, and the office's rules.
// Share freely between threads; a table once given out does not change.
#pragma once

#include <memory>
#include <mutex>

#include "engine/calendar/zone.h"
#include "engine/report/case_facts.h"
#include "engine/report/circular.h"
#include "web/api/services.h"

namespace bihuan::api {

// The zone in which the office counts its days.
[[nodiscard]] inline calendar::Zone office_zone() {
  return calendar::Zone::find("Asia/Shanghai").value();
}

class ReportDesk {
 public:
  explicit ReportDesk(const Services& services) : services_(services) {}

  struct Facts {
    report::FactTable table;
    runtime::Millis read_at = 0;
  };
  // At most some seconds old; a large table may be older, in proportion to what reading it took.
  [[nodiscard]] Result<std::shared_ptr<const Facts>> facts();
  [[nodiscard]] Result<report::CountingRules> rules() const { return report::shipped_rules("petition-monthly"); }
  [[nodiscard]] std::vector<std::string> units() const;
  // The month asked for (2022-06), else the running one.
  [[nodiscard]] Result<report::Month> month(const http::Request& request, std::string_view parameter) const;
  // The last day that may be counted of that month: today while it runs.
  [[nodiscard]] report::Day as_of(report::Month month, int cut_off) const;
  [[nodiscard]] const Services& services() const { return services_; }

 private:
  const Services& services_;
  std::mutex mutex_;
  std::shared_ptr<const Facts> facts_;
  runtime::Millis keep_ = 0;
};

void add_statistics_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ReportDesk>& desk);
void add_circular_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ReportDesk>& desk);

}  // namespace bihuan::api

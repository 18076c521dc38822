// What the reporting routes share: the table of facts as of the last commit, figures computed from it, and the office's
// rules. Share freely between threads.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <mutex>

#include "engine/calendar/zone.h"
#include "engine/report/case_facts.h"
#include "engine/report/circular_loop.h"
#include "web/api/services.h"

namespace bihuan::api {

// The zone in which the office counts its days.
[[nodiscard]] inline calendar::Zone office_zone() {
  return calendar::Zone::find("Asia/Shanghai").value();
}

class ReportDesk {
 public:
  explicit ReportDesk(const Services& services);

  [[nodiscard]] std::shared_ptr<const report::FactTable> facts() const { return keeper_->current(); }
  [[nodiscard]] const report::OfficeSettings& office() const { return *office_; }
  [[nodiscard]] const report::CountingRules& rules() const { return office_->rules; }
  [[nodiscard]] std::vector<std::string> units() const;
  [[nodiscard]] Result<report::CircularService> circulars() const;
  // The month asked for (2022-06), else the running one.
  [[nodiscard]] Result<report::Month> month(const http::Request& request, std::string_view parameter) const;
  // The last day that may be counted of that month: today while it runs.
  [[nodiscard]] report::Day as_of(report::Month month, int cut_off) const;
  [[nodiscard]] const Services& services() const { return services_; }

  // The month's figures; computed once until a case changes, of very many cases at most every few seconds.
  struct Figures {
    report::Statistics statistics;
    report::CountingRules rules;
    std::vector<std::int64_t> case_of_place;  // one case of each of the statistics' places, by which it is asked for
  };
  [[nodiscard]] Result<std::shared_ptr<const Figures>> figures(report::Month month);

 private:
  const Services& services_;
  std::shared_ptr<report::FactsKeeper> keeper_;
  std::shared_ptr<const report::OfficeSettings> office_;
  struct Kept {
    std::int64_t version = 0;  // of the table of which they are the figures
    runtime::Millis at = 0;
    report::Month month;
    report::Day as_of;
    std::vector<std::string> units;
    std::shared_ptr<const Figures> figures;
  };
  std::mutex mutex_;
  std::vector<Kept> kept_;  // the last few months asked for
};

// What leads to the cases behind a figure, in JSON and as query parameters: measure, window, dimension, key, unit,
// place_of.
[[nodiscard]] boost::json::object drill_view(const report::DrillQuery& query);
[[nodiscard]] Result<report::DrillQuery> drill_query(const http::Request& request);
[[nodiscard]] std::vector<http::QueryParameter> drill_parameters();

void add_statistics_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ReportDesk>& desk);
void add_circular_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ReportDesk>& desk);

}  // namespace bihuan::api

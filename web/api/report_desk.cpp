#include "web/api/report_desk.h"

#include <algorithm>
#include <chrono>

namespace bihuan::api {
namespace {

constexpr runtime::Millis youngest = 5'000;

}  // namespace

Result<std::shared_ptr<const ReportDesk::Facts>> ReportDesk::facts() {
  const std::lock_guard lock(mutex_);
  const auto now = services_.now();
  if (facts_ != nullptr && now - facts_->read_at < keep_) return facts_;
  const auto mapping = report::shipped_facts_mapping("petition");
  if (!mapping) return mapping.error();
  const auto start = std::chrono::steady_clock::now();
  auto fresh = std::make_shared<Facts>();
  fresh->read_at = now;
  if (auto read = fresh->table.add_all(*report::stored_facts(services_.cases, *mapping, office_zone()), {}); !read) {
    return read.error();
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  keep_ = std::max<runtime::Millis>(youngest, took.count() * 20);
  facts_ = std::move(fresh);
  return facts_;
}

std::vector<std::string> ReportDesk::units() const {
  const auto mapping = report::shipped_facts_mapping("petition");
  return mapping ? report::area_titles(services_.cases, *mapping, services_.now()) : std::vector<std::string>{};
}

Result<report::Month> ReportDesk::month(const http::Request& request, std::string_view parameter) const {
  if (const auto text = request.query_text(parameter)) return report::parse_month(text->substr(0, 7));
  const auto civil = calendar::civil_of(office_zone().to_local(services_.now()).date);
  return report::Month{civil.year, civil.month};
}

report::Day ReportDesk::as_of(report::Month month, int cut_off) const {
  const report::Day today{std::chrono::days{office_zone().to_local(services_.now()).date.day}};
  return std::min(today, report::days_of(month, cut_off).last);
}

}  // namespace bihuan::api

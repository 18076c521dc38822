#include "web/api/report_desk.h"

#include <algorithm>

namespace bihuan::api {
namespace {

constexpr std::size_t kMonthsKept = 12;
constexpr std::size_t kMany = 200'000;  // cases
constexpr runtime::Millis kYoung = 5'000;

}  // namespace

ReportDesk::ReportDesk(const Services& services)
    : services_(services),
      keeper_(services.facts != nullptr ? services.facts : report::office_facts(services.cases, "").value()),
      office_(keeper_->office() != nullptr ? keeper_->office() : report::office_settings().value()) {}

Result<report::CircularService> ReportDesk::circulars() const {
  return report::office_circulars(services_.cases, keeper_, office_);
}

Result<std::shared_ptr<const ReportDesk::Figures>> ReportDesk::figures(report::Month month) {
  const auto& rules = this->rules();
  const auto day = as_of(month, rules.cut_off);
  auto listed = units();
  const std::lock_guard lock(mutex_);
  const auto facts = keeper_->facts();
  const auto now = services_.now();
  const bool many = facts.table->rows().size() > kMany;
  std::erase_if(kept_, [&](const Kept& kept) {
    return kept.version != facts.version && !(many && kept.at <= now && now - kept.at < kYoung);
  });
  for (const auto& kept : kept_) {
    if (kept.month == month && kept.as_of == day && kept.units == listed) return kept.figures;
  }
  auto figures = std::make_shared<Figures>();
  figures->statistics = report::compute(*facts.table, {month, day, listed, false, true}, rules);
  figures->rules = rules;
  for (const auto& place : figures->statistics.places) {
    figures->case_of_place.push_back(place.rows.empty() ? 0 : facts.table->rows()[place.rows.front()].id);
  }
  if (kept_.size() == kMonthsKept) kept_.erase(kept_.begin());
  kept_.push_back({facts.version, now, month, day, std::move(listed), figures});
  return kept_.back().figures;
}

std::vector<std::string> ReportDesk::units() const {
  return report::area_titles(services_.cases, office_->mapping, services_.now());
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

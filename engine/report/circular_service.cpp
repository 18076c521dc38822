#include "engine/report/circular_service.h"

#include <fmt/format.h>

#include <algorithm>

namespace bihuan::report {

using runtime::Millis;

std::string month_text(Month month) {
  return fmt::format("{:04}-{:02}", month.year, month.month);
}

CircularService::CircularService(runtime::CaseService& cases, Source source, calendar::Zone zone, CountingRules rules,
                                 CircularTexts texts, Settings settings)
    : cases_(cases),
      source_(std::move(source)),
      zone_(std::move(zone)),
      rules_(std::move(rules)),
      texts_(std::move(texts)),
      settings_(std::move(settings)) {}

Millis CircularService::due_at(Month month) const {
  const Day last = days_of(month, rules_.cut_off).last + std::chrono::days{settings_.days_after_cut_off};
  return zone_.to_instant(
      {calendar::Date{static_cast<std::int32_t>(last.time_since_epoch().count())}, settings_.hour * 3'600'000LL});
}

Month CircularService::last_due(Millis now) const {
  const auto civil = calendar::civil_of(zone_.to_local(now).date);
  Month month{civil.year, civil.month};
  while (due_at(month) > now) month = month.plus(-1);
  return month;
}

Millis CircularService::next_due() const {
  return due_at(last_due(cases_.clock().now()).plus(1));
}

bool CircularService::exists(Month month) const {
  return cases_.store().read()->records().document("circular", month_text(month)).has_value();
}

std::optional<Result<Circular>> CircularService::stored(Month month) const {
  const auto document = cases_.store().read()->records().document("circular", month_text(month));
  if (!document) return std::nullopt;
  return thaw(document->body);
}

Result<Circular> CircularService::preview(const CircularOptions& options) const {
  const Period period(options.month, rules_.cut_off);
  FactTable table;
  const auto source = source_();
  if (auto read = table.add_all(*source,
                                {{}, period.days(Window::last_year).first, options.as_of.value_or(period.days().last)});
      !read)
    return read.error();
  return build_circular(table, rules_, texts_, options);
}

// The case first: its request id makes a second filing after a crash the same filing. Then the frozen draft; while it
// is missing, the month counts as not yet made.
Result<void> CircularService::draft(Month month) {
  CircularOptions options = settings_.options;
  options.month = month;
  auto circular = preview(options);
  if (!circular) return circular.error();
  core::FileCase filing;
  filing.workflow = "circular";
  filing.fields = {{"subject", expression::Value::string(one_line(circular->options.title))},
                   {"month", expression::Value::string(month_text(month))}};
  runtime::Request request;
  request.command = {"circular-" + month_text(month), 0, std::nullopt, std::move(filing)};
  request.body_hash = month_text(month);
  if (auto filed = cases_.execute(std::move(request)); !filed) return filed.error();
  runtime::Document document{"circular", month_text(month), 0, freeze(*circular), cases_.clock().now(), ""};
  auto written = cases_.writer().run(
      [document](runtime::WriteSession& session) { return session.records().put_document(document); },
      runtime::Writer::Lane::background);
  if (!written && written.error().code != "version_conflict") return written.error();
  return {};
}

Result<std::vector<Month>> CircularService::work_off() {
  std::vector<Month> made;
  const Month last = last_due(cases_.clock().now());
  // Back to the newest that is there; in a database that never had one, only the last.
  int missing = 0;
  while (missing < settings_.most_missed && !exists(last.plus(-missing))) ++missing;
  if (missing == settings_.most_missed && cases_.store().read()->records().documents("circular").empty()) missing = 1;
  for (int back = missing - 1; back >= 0; --back) {
    const Month month = last.plus(-back);
    if (auto drafted = draft(month); !drafted) return drafted.error();
    made.push_back(month);
  }
  return made;
}

}  // namespace bihuan::report

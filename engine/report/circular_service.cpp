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
  const auto filed = cases_.execute(std::move(request));
  if (!filed) return filed.error();
  for (const auto& [kind, body] :
       {std::pair{"circular-case", std::to_string(filed->case_id)}, std::pair{"circular", freeze(*circular)}}) {
    const auto written = put(kind, month_text(month), 0, body, "");
    if (!written && written.error().code != "version_conflict") return written.error();
  }
  return {};
}

Result<std::int64_t> CircularService::put(const std::string& kind, const std::string& id, std::int64_t version,
                                          std::string body, const std::string& person) {
  runtime::Document document{kind, id, version, std::move(body), cases_.clock().now(), person};
  return cases_.writer().run(
      [&document](runtime::WriteSession& session) { return session.records().put_document(document); });
}

Result<void> CircularService::make(Month month) {
  if (exists(month)) return Error("circular_exists", {{"month", month_text(month)}});
  return draft(month);
}

std::vector<Month> CircularService::months() const {
  std::vector<Month> out;
  for (const auto& document : cases_.store().read()->records().documents("circular")) {
    if (const auto month = parse_month(document.id)) out.push_back(*month);
  }
  std::sort(out.begin(), out.end(), [](Month a, Month b) {
    return std::pair{a.year, a.month} > std::pair{b.year, b.month};
  });
  return out;
}

Result<CircularService::Stored> CircularService::open(Month month) {
  const auto session = cases_.store().read();
  const auto document = session->records().document("circular", month_text(month));
  const auto filed = session->records().document("circular-case", month_text(month));
  if (!document || !filed) return Error("circular_unknown", {{"month", month_text(month)}});
  auto circular = thaw(document->body);
  if (!circular) return circular.error();
  Stored stored{std::move(*circular), document->version, std::stoll(filed->body), "", ""};
  if (const auto row = session->cases().row(stored.case_id); row && !row->states.empty()) {
    stored.state = row->states.front();
    const auto definition = cases_.definitions().by_hash(row->definition_hash);
    if (definition) {
      for (const auto& state : (*definition)->chart.states) {
        if (state.id == stored.state) stored.state_title = state.title;
      }
    }
  }
  if (stored.state == "issued" || stored.state == "archived") {
    if (auto settled = settle(month, stored); !settled) return settled.error();
  }
  return stored;
}

// The number and the day of issue stand in the case's history; the frozen circular takes them once, and each revision
// is kept.
Result<void> CircularService::settle(Month month, Stored& stored) {
  auto events = cases_.history(stored.case_id, 0, 10'000);
  if (!events) return events.error();
  int revision = -1;
  std::string number;
  Millis at = 0;
  for (const auto& event : *events) {
    const auto* issued = std::get_if<core::DocumentIssued>(&event.body);
    if (issued == nullptr || issued->document != "circular") continue;
    ++revision;
    number = issued->number;
    at = event.at;
  }
  auto& options = stored.circular.options;
  if (revision < 0 || (options.number == number && options.revision == revision)) return {};
  options.number = number;
  options.revision = revision;
  options.issued = Day{std::chrono::days{zone_.to_local(at).date.day}};
  const std::string frozen = freeze(stored.circular);
  const auto kept = put("circular-issued", month_text(month) + "/" + std::to_string(revision), 0, frozen, "");
  if (!kept && kept.error().code != "version_conflict") return kept.error();
  const auto version = put("circular", month_text(month), stored.version, frozen, "");
  if (!version) return version.error();
  stored.version = *version;
  return {};
}

Result<std::int64_t> CircularService::save(const Stored& stored, const std::string& person) {
  if (stored.state == "issued" || stored.state == "archived") {
    return Error("circular_issued", {{"month", month_text(stored.circular.options.month)}});
  }
  return put("circular", month_text(stored.circular.options.month), stored.version, freeze(stored.circular), person);
}

std::vector<std::string> CircularService::changes_of(Month month, int revision) const {
  const auto session = cases_.store().read();
  const auto now = session->records().document("circular-issued", month_text(month) + "/" + std::to_string(revision));
  const auto before =
      session->records().document("circular-issued", month_text(month) + "/" + std::to_string(revision - 1));
  if (!now || !before) return {};
  const auto now_read = thaw(now->body);
  const auto before_read = thaw(before->body);
  return now_read && before_read ? differences(*before_read, *now_read) : std::vector<std::string>{};
}

bool CircularService::in_use_before(Millis at) const {
  runtime::CaseQuery query;
  query.visible.all = true;
  query.filed_to = at;
  return cases_.store().read()->cases().count(query) > 0;
}

Result<std::vector<Month>> CircularService::work_off() {
  std::vector<Month> made;
  const Month last = last_due(cases_.clock().now());
  // Back to the newest that is there. In a database that never had one, only the last, and only when the office was
  // already at work on its day: nobody wants a circular about the time before.
  int missing = 0;
  while (missing < settings_.most_missed && !exists(last.plus(-missing))) ++missing;
  if (missing == settings_.most_missed && months().empty()) missing = in_use_before(due_at(last)) ? 1 : 0;
  for (int back = missing - 1; back >= 0; --back) {
    const Month month = last.plus(-back);
    if (auto drafted = draft(month); !drafted) return drafted.error();
    made.push_back(month);
  }
  return made;
}

}  // namespace bihuan::report

#include "engine/report/circular_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/expression/base64.h"

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
      {calendar::Date{static_cast<std::int32_t>(last.time_since_epoch().count())}, settings_.minute_of_day * 60'000LL});
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
  return build_circular(*source_(), rules_, texts_, options);
}

// The month's case: the one that is there, or a new one, whose messages tell its reviewers. A discarded one is followed
// by another. The request id makes a second filing after a crash the same filing.
Result<std::int64_t> CircularService::filed_case(Month month, const std::string& title) {
  const auto known = cases_.store().read()->records().document("circular-case", month_text(month));
  if (known && state_of(std::stoll(known->body)) != "discarded") return std::stoll(known->body);
  core::FileCase filing;
  filing.workflow = "circular";
  filing.fields = {{"subject", expression::Value::string(title)},
                   {"month", expression::Value::string(month_text(month))}};
  runtime::Request request;
  const std::string before = known ? "/" + std::to_string(known->version) : std::string();
  request.command = {"circular-" + month_text(month) + before, 0, std::nullopt, std::move(filing)};
  request.body_hash = month_text(month);
  const auto filed = cases_.execute(std::move(request));
  if (!filed) return filed.error();
  const auto written =
      put("circular-case", month_text(month), known ? known->version : 0, std::to_string(filed->case_id), "");
  if (!written) return written.error();
  return filed->case_id;
}

// What is worked on after an issue is the next revision; that is said only where people see it, for the stored draft
// keeps the revision that went out last until the next one does.
bool CircularService::corrects(const Stored& stored) {
  const bool at_work = stored.state == "draft" || stored.state == "reviewing" || stored.state == "signing";
  return at_work && !stored.circular.options.number.empty();
}

Result<void> CircularService::show_next_revision(Month month, Circular& circular) const {
  const auto before = issued(month, circular.options.revision);
  if (!before) return before.error();
  circular.options.revision += 1;
  circular.changes = differences(*before, circular);
  return {};
}

// The case first, then the frozen draft: while that is missing, the month counts as not yet made.
Result<void> CircularService::draft(Month month) {
  CircularOptions options = settings_.options;
  options.month = month;
  auto circular = preview(options);
  if (!circular) return circular.error();
  if (const auto filed = filed_case(month, one_line(circular->options.title)); !filed) return filed.error();
  const auto before = cases_.store().read()->records().document("circular", month_text(month));
  const auto written = put("circular", month_text(month), before ? before->version : 0, freeze(*circular), "");
  if (!written) return written.error();
  return {};
}

std::string CircularService::state_of(std::int64_t case_id) const {
  const auto row = cases_.store().read()->cases().row(case_id);
  return row && !row->states.empty() ? row->states.front() : std::string();
}

Result<std::int64_t> CircularService::put(const std::string& kind, const std::string& id, std::int64_t version,
                                          std::string body, const std::string& person) {
  runtime::Document document{kind, id, version, std::move(body), cases_.clock().now(), person};
  return cases_.writer().run(
      [&document](runtime::WriteSession& session) { return session.records().put_document(document); });
}

Result<void> CircularService::make(Month month) {
  const auto filed = cases_.store().read()->records().document("circular-case", month_text(month));
  const bool discarded = filed && state_of(std::stoll(filed->body)) == "discarded";
  if (discarded && issued(month, 0)) return Error("circular_issued", {{"month", month_text(month)}});
  if (exists(month) && !discarded) return Error("circular_exists", {{"month", month_text(month)}});
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
  if (auto settled = settle(month, stored); !settled) {
    // somebody else who looked at it was faster, and wrote the same
    return settled.error().code == "version_conflict" ? open(month) : settled.error();
  }
  if (corrects(stored)) {
    if (auto shown = show_next_revision(month, stored.circular); !shown) return shown.error();
  }
  return stored;
}

// The number and the day of issue stand in the case's history; the frozen circular takes them once, whatever state the
// case has reached since, and each revision is kept as it went out.
Result<void> CircularService::settle(Month month, Stored& stored) {
  auto events = cases_.history(stored.case_id, 0, 10'000);
  if (!events) return events.error();
  std::string number;
  std::vector<Millis> issues;
  int dropped = 0;
  for (const auto& event : *events) {
    const auto* taken = std::get_if<core::TransitionTaken>(&event.body);
    if (taken != nullptr && taken->event == "drop_correction") ++dropped;
    const auto* document = std::get_if<core::DocumentIssued>(&event.body);
    if (document == nullptr) continue;
    issues.push_back(event.at);
    if (!document->number.empty()) number = document->number;
  }
  if (auto done = put_away_dropped(month, stored, dropped); !done) return done;
  const int last = static_cast<int>(issues.size()) - 1;
  auto& options = stored.circular.options;
  const int kept = options.number.empty() ? -1 : options.revision;
  if (kept >= last) return {};
  for (options.revision = kept + 1;; ++options.revision) {
    options.number = number;
    options.issued =
        Day{std::chrono::days{zone_.to_local(issues[static_cast<std::size_t>(options.revision)]).date.day}};
    if (auto done = keep_issued(month, stored.circular); !done) return done;
    if (options.revision == last) break;
  }
  const auto version = put("circular", month_text(month), stored.version, freeze(stored.circular), "");
  if (!version) return version.error();
  stored.version = *version;
  return {};
}

// A correction that was dropped leaves the circular as it last went out. What was written for it goes once, so that a
// later correction begins from what is in force, and keeps what is written for that one.
Result<void> CircularService::put_away_dropped(Month month, Stored& stored, int dropped) {
  const std::string id = month_text(month);
  const auto known = cases_.store().read()->records().document("circular-dropped", id);
  if (dropped <= (known ? std::stoi(known->body) : 0)) return {};
  if (!stored.circular.options.number.empty()) {  // else nobody saw it since it was issued, and nothing was written
    auto in_force = issued(month, stored.circular.options.revision);
    if (!in_force) return in_force.error();
    stored.circular = std::move(*in_force);
    const auto version = put("circular", id, stored.version, freeze(stored.circular), "");
    if (!version) return version.error();
    stored.version = *version;
  }
  const auto noted = put("circular-dropped", id, known ? known->version : 0, std::to_string(dropped), "");
  return noted ? Result<void>{} : noted.error();
}

// As it went out, with what it changes. Kept once: a second attempt finds it there.
Result<void> CircularService::keep_issued(Month month, Circular& circular) {
  const int revision = circular.options.revision;
  if (revision > 0) {
    const auto before = issued(month, revision - 1);
    if (!before) return before.error();
    circular.changes = differences(*before, circular);
  }
  const auto bytes = docx(circular);
  if (!bytes) return bytes.error();
  const std::string id = month_text(month) + "/" + std::to_string(revision);
  for (const auto& [kind, body] :
       {std::pair("circular-docx", expression::to_base64(*bytes)), std::pair("circular-issued", freeze(circular))}) {
    const auto kept = put(kind, id, 0, body, "");
    if (!kept && kept.error().code != "version_conflict") return kept.error();
  }
  return {};
}

Result<void> CircularService::may_edit(const Stored& stored) const {
  const MessageArguments month{{"month", month_text(stored.circular.options.month)}};
  if (stored.state == "issued" || stored.state == "archived") return Error("circular_issued", month);
  if (stored.state != "draft") return Error("circular_not_draft", month);
  return {};
}

// Looked at once more where it is written: what went to review meanwhile is not changed under the reviewer's eyes.
Result<std::int64_t> CircularService::save(const Stored& stored, const std::string& person) {
  if (auto may = may_edit(stored); !may) return may.error();
  const std::string month = month_text(stored.circular.options.month);
  Circular kept = stored.circular;
  if (corrects(stored)) {
    kept.options.revision -= 1;
    kept.changes.clear();
  }
  runtime::Document document{"circular", month, stored.version, freeze(kept), cases_.clock().now(), person};
  return cases_.writer().run([&](runtime::WriteSession& session) -> Result<std::int64_t> {
    const auto row = session.cases().row(stored.case_id);
    if (!row || row->states != std::vector<std::string>{"draft"})
      return Error("circular_not_draft", {{"month", month}});
    return session.records().put_document(document);
  });
}

// Typical cases and next steps stay as chosen, and so does every section that a person wrote.
Result<std::int64_t> CircularService::refresh(Month month, std::int64_t version, const std::string& person) {
  auto stored = open(month);
  if (!stored) return stored.error();
  if (auto may = may_edit(*stored); !may) return may.error();
  CircularOptions options = stored->circular.options;
  options.units = settings_.options.units;
  auto fresh = preview(options);
  if (!fresh) return fresh.error();
  const auto written = sections(stored->circular);
  for (const auto index : stored->circular.edited) {
    if (index < written.size()) edit_section(*fresh, index, written[index].text);
  }
  fresh->edited = stored->circular.edited;
  stored->circular = std::move(*fresh);
  stored->version = version;
  return save(*stored, person);
}

Result<Circular> CircularService::issued(Month month, int revision) const {
  const auto kept =
      cases_.store().read()->records().document("circular-issued", month_text(month) + "/" + std::to_string(revision));
  if (!kept) return Error("circular_revision_unknown");
  return thaw(kept->body);
}

Result<std::string> CircularService::issued_docx(Month month, int revision) const {
  const auto kept =
      cases_.store().read()->records().document("circular-docx", month_text(month) + "/" + std::to_string(revision));
  if (!kept) {  // issued before they were kept
    const auto circular = issued(month, revision);
    return circular ? docx(*circular) : circular.error();
  }
  auto bytes = expression::from_base64(kept->body);
  if (!bytes) return Error("snapshot_broken", {{"reason", "its .docx is not whole"}});
  return std::move(*bytes);
}

Result<std::string> CircularService::docx(const Circular& circular) const {
  return circular_docx(circular, settings_.own_template);
}

// Those that were issued and nobody has looked at since.
Result<void> CircularService::freeze_issued() {
  const auto session = cases_.store().read();
  for (const auto& filed : session->records().documents("circular-case")) {
    const auto month = parse_month(filed.id);
    if (!month || state_of(std::stoll(filed.body)) != "issued") continue;
    if (const auto settled = open(*month); !settled) return settled.error();
  }
  return {};
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
  if (auto kept = freeze_issued(); !kept) return kept.error();
  return made;
}

}  // namespace bihuan::report

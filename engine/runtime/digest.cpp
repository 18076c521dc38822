#include "engine/runtime/digest.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/core/rights.h"
#include "engine/core/scope.h"
#include "engine/runtime/loop.h"

namespace bihuan::runtime {
namespace {

constexpr std::string_view digest_document = "digest";
constexpr Millis digest_minute = 60'000;
constexpr std::size_t digest_page = 500;

// What one leader is told.
struct DigestFigures {
  std::int64_t overdue = 0, today = 0, week = 0, supervised = 0, approvals = 0;
  [[nodiscard]] bool none() const { return overdue + today + week + supervised + approvals == 0; }
};

}  // namespace

struct Digest::State {
  CaseService& service;
  const Options options;
  Loop loop;  // last: its thread ends before what it works on

  State(CaseService& the_service, Options the_options) : service(the_service), options(std::move(the_options)) {}

  CalendarPtr calendar() const { return service.definitions().calendar(options.office_calendar); }

  Millis instant(const calendar::WorkingCalendar& days, calendar::Date day) const {
    return days.zone().to_instant({day, options.at_minute * digest_minute});
  }

  Millis next_due() const {
    const auto days = calendar();
    const Millis now = service.clock().now();
    const auto today = days->next_working(days->zone().to_local(now).date);
    if (const Millis at = instant(*days, today); at > now) return at;
    return instant(*days, days->next_working(today + 1));
  }

  // Everybody who leads, each once.
  std::vector<std::string> leaders(const core::Organisation& organisation, Millis now) const {
    std::set<std::string> found;
    for (const auto& role : options.roles) {
      for (const auto& person : organisation.holders(role, "", now)) {
        const auto* known = organisation.person(person);
        if (known != nullptr && known->active) found.insert(person);
      }
    }
    return {found.begin(), found.end()};
  }

  std::int64_t count(CaseReads& cases, CaseQuery query) const {
    query.open = true;
    query.limit = 1;
    query.count_total = true;
    return cases.list(query).total.value_or(0);
  }

  DigestFigures figures(CaseReads& cases, const Visibility& visible, const calendar::WorkingCalendar& days,
                        Millis now) const {
    const auto today = days.zone().to_local(now).date;
    const Millis tonight = days.zone().midnight_after(today);
    CaseQuery all;
    all.visible = visible;
    DigestFigures out;
    CaseQuery query = all;
    query.overdue = true;
    out.overdue = count(cases, query);
    query = all;
    query.overdue = false;
    query.due_from = now;
    query.due_to = tonight + 1;  // a limit in days ends at 24:00
    out.today = count(cases, query);
    query.due_from = tonight + 1;
    query.due_to = days.zone().midnight_after(today + 7) + 1;
    out.week = count(cases, query);
    query = all;
    query.supervised = true;
    out.supervised = count(cases, query);
    return out;
  }

  // Who of the leaders is waited for in this case: open approvals and asked extensions, by the role they need.
  void add_approvals(const StoredCase& stored, const std::vector<std::string>& persons,
                     std::map<std::string, DigestFigures>& told) const {
    const auto& state = stored.state;
    const auto definition = service.definitions().by_hash(state.definition_hash);
    if (!definition) return;
    std::vector<std::string> roles;
    for (const auto& approval : state.approvals) {
      if (approval.open) roles.push_back((*definition)->approvals[approval.kind].by[approval.step]);
    }
    for (const auto& clock : state.clocks) {
      if (clock.extension_request) roles.push_back((*definition)->clocks[clock.kind].extend->approve);
    }
    if (roles.empty()) return;
    for (const auto& person : persons) {
      const auto acting = service.acting(state, person, {});
      if (!acting) continue;
      const core::Scope scope(**definition, state, acting->context);
      told[person].approvals += std::count_if(roles.begin(), roles.end(), [&](const auto& role) {
        return core::holds_role(**definition, scope, acting->context.actor, role);
      });
    }
  }

  std::map<std::string, DigestFigures> gather(const std::vector<std::string>& persons, Millis now) const {
    const auto days = calendar();
    std::map<std::string, DigestFigures> told;
    for (const auto& person : persons) {
      const auto visible = service.visibility(person, options.wide_roles);
      told[person] = figures(service.store().read()->cases(), visible, *days, now);
    }
    CaseQuery query;
    query.visible.all = true;
    query.open = true;
    query.limit = digest_page;
    query.sort = CaseQuery::Sort::oldest;
    for (;;) {
      const auto page = service.store().read()->cases().list(query);
      for (const auto& row : page.items) {
        if (const auto stored = service.open(row.id, query.visible)) add_approvals(*stored, persons, told);
      }
      if (!page.next) return told;
      query.cursor = *page.next;
    }
  }

  Told sentence(const DigestFigures& figures, const std::string& date, Millis now) const {
    Told told{"daily_digest", "daily_digest", {}, {{"date", date}}, now};
    const auto add = [&](const char* name, std::int64_t value) {
      told.arguments.emplace_back(name, std::to_string(value));
    };
    add("overdue", figures.overdue);
    add("today", figures.today);
    add("week", figures.week);
    add("supervised", figures.supervised);
    add("approvals", figures.approvals);
    return told;
  }

  void post(MailWrites& mail, const std::string& person, const Told& told, const std::string& date) const {
    post_to_inbox(mail, {0, person, told.at, 0, {}, told.kind, {}, told.arguments, false, told.matter, {}});
    const Millis not_before = after_quiet_hours(options.quiet, calendar()->zone(), told.at);
    for (const auto& channel : options.person_channels) {
      post_to_channel(mail, {0,
                             "digest/" + date + "/" + channel + "/" + person,
                             channel,
                             person,
                             message_body(told, 0, {}),
                             OutboxState::pending,
                             0,
                             told.at,
                             not_before,
                             {},
                             0});
    }
  }

  std::size_t work_off() {
    const auto days = calendar();
    const Millis now = service.clock().now();
    const auto today = days->zone().to_local(now).date;
    if (!days->is_working(today) || now < instant(*days, today)) return 0;
    const std::string date = calendar::to_string(today);
    const std::string body = '"' + date + '"';  // JSON, like every document
    const auto sent = service.store().read()->records().document(digest_document, "sent");
    if (sent && sent->body >= body) return 0;
    const auto persons = leaders(*service.organisation(), now);
    const auto told = gather(persons, now);
    std::vector<std::string> notified;
    // The day and the messages are one transaction: whoever comes second, or after a crash, finds the day there.
    const auto done = service.writer().run(
        [&](WriteSession& session) -> Result<bool> {
          const auto before = session.records().document(digest_document, "sent");
          if (before && before->body >= body) return false;
          const auto written = session.records().put_document(
              {std::string(digest_document), "sent", before ? before->version : 0, body, now, {}});
          if (!written) return written.error();
          for (const auto& [person, figures] : told) {
            if (figures.none()) continue;
            post(session.mail(), person, sentence(figures, date, now), date);
            notified.push_back(person);
          }
          return true;
        },
        Writer::Lane::background);
    if (!done || !*done) return 0;
    if (options.told) options.told(notified);
    return notified.size();
  }

  Loop::Pause turn() {
    try {
      work_off();
    } catch (const std::exception&) {
      // Broken storage: the server says so itself; asked again after the pause.
    }
    // The machine's clock may be set: never longer than a minute.
    return Loop::Pause(std::clamp<Millis>(next_due() - service.clock().now(), 1000, digest_minute));
  }
};

Digest::Digest(CaseService& service, Options options) : state_(std::make_unique<State>(service, std::move(options))) {}

Digest::~Digest() = default;

std::size_t Digest::work_off() {
  return state_->work_off();
}

Millis Digest::next_due() const {
  return state_->next_due();
}

void Digest::start() {
  state_->loop.start([state = state_.get()] { return state->turn(); });
}

}  // namespace bihuan::runtime

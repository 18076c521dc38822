#include "engine/calendar/clock.h"

#include <algorithm>

namespace bihuan::calendar {
namespace {

constexpr std::int32_t longest_walk = 100 * 366 * 2;  // days; budgets end long before

bool is_day_clock(const Ledger& ledger) {
  return ledger.counting != Counting::elapsed && ledger.budget.days > 0;
}

bool is_office_clock(const Ledger& ledger) {
  return ledger.counting == Counting::working && !is_day_clock(ledger);
}

bool counts(const Ledger& ledger, const WorkingCalendar& calendar, Date day) {
  return ledger.counting != Counting::working || calendar.is_working(day);
}

// Suspended at the very instant: after a beginning, up to and with an end, so that no limit falls on a resumption.
bool suspended_at(const Ledger& ledger, Millis instant, bool open_ones) {
  return std::ranges::any_of(ledger.suspensions, [&](const Suspension& s) {
    return s.from < instant && (s.to ? instant <= *s.to : open_ones);
  });
}

bool suspended_at_end_of(const Ledger& ledger, const WorkingCalendar& calendar, Date day, bool open_ones) {
  return !ledger.suspensions.empty() && suspended_at(ledger, calendar.zone().midnight_after(day), open_ones);
}

Date first_day(const Ledger& ledger, const WorkingCalendar& calendar) {
  return calendar.zone().to_local(ledger.started).date + (ledger.first_day_counted ? 0 : 1);
}

bool provisional_between(const WorkingCalendar& calendar, Date from, Date to) {
  if (calendar.data().announced.empty()) return false;
  for (int year = civil_of(from).year; year <= civil_of(to).year; ++year) {
    if (!calendar.is_announced_year(year)) return true;
  }
  return false;
}

// Time of [from, to) during which no suspension holds; an open one holds for ever.
std::int64_t unsuspended(const Ledger& ledger, Millis from, Millis to) {
  std::int64_t left = std::max<std::int64_t>(0, to - from);
  for (const auto& s : ledger.suspensions) {
    left -= std::max<std::int64_t>(0, std::min(to, s.to.value_or(to)) - std::max(from, s.from));
  }
  return left;
}

// The instant at which `ms` of [from, to) have passed outside closed suspensions; nothing when they do not suffice, and
// `ms` is then what is still wanted.
std::optional<Millis> spend(const Ledger& ledger, Millis from, Millis to, std::int64_t& ms) {
  const auto run = [&](Millis end) -> std::optional<Millis> {
    if (end <= from) return std::nullopt;
    if (ms <= end - from) return from + ms;
    ms -= end - from;
    return std::nullopt;
  };
  for (const auto& s : ledger.suspensions) {
    if (!s.to || *s.to <= from) continue;
    if (s.from >= to) break;
    if (const auto done = run(std::min(s.from, to))) return done;
    from = std::max(from, *s.to);
  }
  return run(to);
}

Deadline day_deadline(const Ledger& ledger, const WorkingCalendar& calendar) {
  const Date first = first_day(ledger, calendar);
  std::int64_t wanted = granted(ledger, calendar).days;
  Date day = first;
  for (std::int32_t walked = 0; walked < longest_walk; ++walked, day = day + 1) {
    if (!counts(ledger, calendar, day) || suspended_at_end_of(ledger, calendar, day, false)) continue;
    if (--wanted <= 0) break;
  }
  const Date counted_last = day;
  for (std::int32_t walked = 0; walked < longest_walk; ++walked, day = day + 1) {
    if (calendar.is_working(day) && !suspended_at_end_of(ledger, calendar, day, false)) break;
  }
  const Date begins = ledger.counting == Counting::working ? first : counted_last;
  return {calendar.zone().midnight_after(day), day, provisional_between(calendar, begins, day)};
}

Deadline office_deadline(const Ledger& ledger, const WorkingCalendar& calendar) {
  const Date first = calendar.zone().to_local(ledger.started).date;
  std::int64_t wanted = granted(ledger, calendar).ms;
  if (wanted <= 0) return {ledger.started, first, false};
  Date day = first;
  for (std::int32_t walked = 0; walked < longest_walk; ++walked, day = day + 1) {
    if (!calendar.is_working(day)) continue;
    for (const auto& hours : calendar.office_hours()) {
      const Millis from = std::max(ledger.started, calendar.zone().to_instant({day, hours.from}));
      const Millis to = calendar.zone().to_instant({day, hours.to});
      if (const auto at = spend(ledger, from, to, wanted)) return {*at, day, provisional_between(calendar, first, day)};
    }
  }
  return {calendar.zone().midnight_after(day), day, true};
}

Deadline exact_deadline(const Ledger& ledger, const WorkingCalendar& calendar) {
  std::int64_t wanted = granted(ledger, calendar).ms;
  Millis at = ledger.started + wanted;
  if (wanted > 0) at = spend(ledger, ledger.started, INT64_MAX, wanted).value_or(at);
  return {at, calendar.zone().to_local(at).date, false};
}

// The instant from which `ms` of office time lead up to `end`.
Millis office_back(const WorkingCalendar& calendar, Millis end, std::int64_t ms) {
  Date day = calendar.zone().to_local(end).date;
  for (std::int32_t walked = 0; walked < longest_walk; ++walked, day = day - 1) {
    if (!calendar.is_working(day)) continue;
    for (auto hours = calendar.office_hours().rbegin(); hours != calendar.office_hours().rend(); ++hours) {
      const Millis from = calendar.zone().to_instant({day, hours->from});
      const Millis to = std::min(end, calendar.zone().to_instant({day, hours->to}));
      if (to <= from) continue;
      if (ms <= to - from) return to - ms;
      ms -= to - from;
    }
  }
  return end;
}

Millis office_forward(const WorkingCalendar& calendar, Millis start, std::int64_t ms) {
  Ledger plain;
  plain.counting = Counting::working;
  plain.started = start;
  plain.budget.ms = ms;
  return office_deadline(plain, calendar).at;
}

}  // namespace

Budget granted(const Ledger& ledger, const WorkingCalendar& calendar) {
  Budget sum = ledger.budget;
  for (const auto& extension : ledger.extensions) {
    sum.days += extension.by_budget.days;
    sum.ms += extension.by_budget.ms;
  }
  const std::int64_t day =
      ledger.counting == Counting::working ? std::max<std::int64_t>(1, calendar.office_ms()) : day_ms;
  if (is_day_clock(ledger)) return {sum.days + (sum.ms + day - 1) / day, 0};
  return {0, sum.ms + sum.days * day};
}

Deadline deadline(const Ledger& ledger, const WorkingCalendar& calendar) {
  if (is_day_clock(ledger)) return day_deadline(ledger, calendar);
  if (is_office_clock(ledger)) return office_deadline(ledger, calendar);
  return exact_deadline(ledger, calendar);
}

Millis warning(const Ledger& ledger, const WorkingCalendar& calendar, const Deadline& end, const Budget& before,
               int at_minute) {
  if (before.days == 0 && ledger.counting == Counting::working) return office_back(calendar, end.at, before.ms);
  if (before.days == 0 || ledger.counting == Counting::elapsed) return end.at - before.days * day_ms - before.ms;
  const Date counted = ledger.counting == Counting::working ? calendar.add_working_days(end.last_day, -before.days)
                                                            : end.last_day - static_cast<std::int32_t>(before.days);
  const Date day = calendar.previous_working(counted);
  return calendar.zone().to_instant({day, at_minute * 60'000LL}) - before.ms;
}

Millis after_limit(const Ledger& ledger, const WorkingCalendar& calendar, const Deadline& end, const Budget& after) {
  if (after.days == 0 && after.ms == 0) return end.at;
  if (after.days == 0 && ledger.counting == Counting::working) return office_forward(calendar, end.at, after.ms);
  if (after.days == 0 || !is_day_clock(ledger)) {
    if (ledger.counting != Counting::working) return end.at + after.days * day_ms + after.ms;
    return office_forward(calendar, end.at, after.days * calendar.office_ms() + after.ms);
  }
  const Date day = ledger.counting == Counting::working ? calendar.add_working_days(end.last_day, after.days)
                                                        : end.last_day + static_cast<std::int32_t>(after.days);
  return calendar.zone().midnight_after(day) + after.ms;
}

Budget consumed(const Ledger& ledger, const WorkingCalendar& calendar, Millis now) {
  if (ledger.stopped) now = std::min(now, *ledger.stopped);
  const Budget most = granted(ledger, calendar);
  Budget used;
  if (is_day_clock(ledger)) {
    for (Date day = first_day(ledger, calendar); used.days < most.days; day = day + 1) {
      if (calendar.zone().midnight_after(day) > now) break;
      used.days += counts(ledger, calendar, day) && !suspended_at_end_of(ledger, calendar, day, true);
    }
    return used;
  }
  if (!is_office_clock(ledger)) return {0, std::min(most.ms, unsuspended(ledger, ledger.started, now))};
  for (Date day = calendar.zone().to_local(ledger.started).date; used.ms < most.ms; day = day + 1) {
    if (calendar.zone().to_instant({day, 0}) > now) break;
    if (!calendar.is_working(day)) continue;
    for (const auto& hours : calendar.office_hours()) {
      const Millis from = std::max(ledger.started, calendar.zone().to_instant({day, hours.from}));
      used.ms += unsuspended(ledger, from, std::min(now, calendar.zone().to_instant({day, hours.to})));
    }
  }
  return {0, std::min(used.ms, most.ms)};
}

bool is_suspended(const Ledger& ledger) {
  return std::ranges::any_of(ledger.suspensions, [](const Suspension& s) { return !s.to; });
}

}  // namespace bihuan::calendar

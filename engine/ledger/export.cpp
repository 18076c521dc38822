#include "engine/ledger/export.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "engine/base/catalogue.h"
#include "engine/base/day_words.h"
#include "engine/ledger/case_cells.h"
#include "engine/ledger/workbook.h"
#include "engine/runtime/sight.h"

namespace bihuan::ledger {
namespace {

constexpr std::size_t rows_of_one_page = 500;

// "2022-06-06 09:30" in the office's zone.
std::string minute_text(const calendar::Zone& zone, core::Millis at) {
  const auto local = zone.to_local(at);
  const auto minutes = local.ms / 60'000;
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return calendar::to_string(local.date) + " " + two(minutes / 60) + ":" + two(minutes % 60);
}

std::string who(const core::Organisation& organisation, const std::string& id) {
  const auto* person = organisation.person(id);
  if (person == nullptr) return id;
  const auto* unit = organisation.unit(person->unit);
  return unit == nullptr ? person->name : person->name + " (" + unit->title + ")";
}

struct Writing {
  runtime::CaseService& service;
  const ExportWish& wish;
  LedgerWorkbook& book;
  Exported out;
  std::vector<std::int64_t> opened;  // ids of cases
  bool shows_parties = false;
  bool shows_held = false;

  Result<void> add(std::int64_t id) {
    auto stored = service.open(id, wish.query.visible);
    if (!stored) return stored.error();
    const auto acting = service.acting(stored->state, wish.person, wish.on_behalf_of);
    if (!acting) return acting.error();
    const auto& definition = *acting->definition;
    CaseSubject subject{definition, *stored, *acting->organisation, acting->calendar->zone(), acting->context.now,
                        {},         {}};
    const bool reveals = core::may_reveal(definition, acting->context.actor);
    if (shows_parties || !reveals) subject.parties = service.parties(stored->state);
    if (shows_held && !stored->state.tasks.empty()) {
      const auto history = service.history(id, 0, core::whole_history);
      if (!history) return history.error();
      subject.held = core::held_times(*history, *acting->calendar, acting->context.now);
    }
    const CellRights rights{acting->context, !wish.reason.empty() && reveals,
                            secrets_for(definition, subject.parties, acting->context.actor)};
    std::vector<Cell> cells;
    bool shows_sealed = false;
    for (const auto& column : wish.profile.columns) {
      cells.push_back(cell_of(subject, column.to, wish.profile, rights, wish.language));
      shows_sealed = shows_sealed || (rights.sealed && names_sealed(definition, column.to) && !cells.back().is_empty());
    }
    book.add(cells);
    ++out.rows;
    if (shows_sealed) opened.push_back(id);
    return {};
  }
};

Result<void> log_export(runtime::CaseService& service, const ExportWish& wish, const Writing& writing) {
  const auto now = service.clock().now();
  return service.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    for (const auto id : writing.opened) {
      session.records().add_log(
          {.at = now,
           .actor = wish.person,
           .action = "reveal",
           .subject = "case:" + std::to_string(id),
           .detail = boost::json::serialize(boost::json::object{{"reason", wish.reason}, {"export", true}})});
    }
    const boost::json::object detail{
        {"profile", wish.profile.id}, {"rows", writing.out.rows}, {"opened", writing.opened.size()}};
    session.records().add_log({.at = now,
                               .actor = wish.person,
                               .action = "export",
                               .subject = "ledger:" + wish.profile.id,
                               .detail = boost::json::serialize(detail)});
    return {};
  });
}

}  // namespace

std::string safe_file_name(std::string name) {
  for (char& c : name) {
    if (std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20 ||
        c == 0x7F) {
      c = '_';
    }
  }
  return name;
}

Profile list_profile(const std::vector<std::string>& columns, std::string_view language) {
  Profile profile;
  profile.id = "list";
  profile.title = text(language, "ledger.list_title");
  for (const auto& column : columns) {
    const std::string target = list_target(column);
    if (target.empty()) continue;
    profile.columns.push_back({target, {text(language, "ledger." + target)}});
  }
  return profile;
}

Result<Exported> write_ledger(runtime::CaseService& service, const ExportWish& wish, const std::string& path) {
  auto query = wish.query;
  query.cursor.clear();
  query.limit = rows_of_one_page;
  const auto total = service.store().read()->cases().count(query);
  if (total > max_exported_rows) {
    return Error("export_too_many", {{"limit", std::to_string(max_exported_rows)}, {"rows", std::to_string(total)}});
  }
  const auto now = service.clock().now();
  const auto organisation = service.organisation();
  if (organisation->person(wish.person) == nullptr) return Error("unknown_person", {{"person", wish.person}});
  const auto office = service.definitions().calendar("cn");
  WorkbookText header;
  header.title = wish.profile.title;
  header.sheet = text(wish.language, "export_sheet");
  header.created = now / 1000;
  header.watermark = text(wish.language, "export_watermark",
                          {{"who", who(*organisation, wish.person)},
                           {"when", day_in_words(wish.language, minute_text(office->zone(), now))}});
  for (const auto& column : wish.profile.columns) header.headings.push_back(column.headings.front());
  LedgerWorkbook book(path, header);
  Writing writing{service, wish, book, {}, {}};
  writing.shows_parties = std::any_of(wish.profile.columns.begin(), wish.profile.columns.end(),
                                      [](const auto& column) { return column.to.starts_with("party."); });
  writing.shows_held = std::any_of(wish.profile.columns.begin(), wish.profile.columns.end(),
                                   [](const auto& column) { return column.to == held_target; });
  for (;;) {
    const auto page = service.store().read()->cases().list(query);
    for (const auto& row : page.items) {
      const auto added = writing.add(row.id);
      // Gone from sight since the page was read.
      if (!added && added.error().code != "not_found") return added.error();
    }
    if (!page.next) break;
    query.cursor = *page.next;
  }
  book.finish();
  if (auto logged = log_export(service, wish, writing); !logged) return logged.error();
  writing.out.opened = static_cast<std::int64_t>(writing.opened.size());
  writing.out.title = wish.profile.title;
  writing.out.file_name =
      safe_file_name(wish.profile.title + "-" + calendar::to_string(office->zone().to_local(now).date)) + ".xlsx";
  return writing.out;
}

}  // namespace bihuan::ledger

#include "engine/ledger/case_import.h"

#include <algorithm>
#include <map>

#include "engine/core/decide.h"
#include "engine/ledger/known_matters.h"
#include "engine/ledger/known_rows.h"
#include "engine/runtime/definitions.h"

namespace bihuan::ledger {
namespace {

constexpr std::size_t rows_of_one_batch = 64;
constexpr std::int64_t rows_between_progress = 50;

std::string initial_state(const core::Definition& definition) {
  core::StateIndex at = core::root_state;
  while (!definition.chart.at(at).initial.targets.empty()) at = definition.chart.at(at).initial.targets.front();
  return definition.chart.at(at).id;
}

}  // namespace

struct CaseImport::State {
  State(runtime::CaseService& case_service, Profile wanted, std::string who, std::string name)
      : service(case_service),
        profile(std::move(wanted)),
        person(std::move(who)),
        id(std::move(name)),
        organisation(service.organisation()),
        calendar(service.definitions().calendar("cn")),
        now(service.clock().now()),
        known(service.store().read()->records()) {
    if (const auto acting = organisation->actor(person, now)) actor = *acting;
  }

  struct Ready {
    RowReading reading;
    core::FileCase filing;
  };
  // A row that is good, or why it is not brought in.
  struct Judged {
    std::optional<Ready> ready;
    bool duplicate = false;
    std::vector<RowProblem> problems;
  };

  [[nodiscard]] calendar::Date day(core::Millis at) const { return calendar->zone().to_local(at).date; }

  struct Reader {
    runtime::DefinitionPtr definition;
    std::unique_ptr<Interpreter> interpreter;
  };
  Result<Reader*> reader_for(core::Millis received) {
    auto definition = service.definitions().for_new_case(profile.workflow, calendar::to_string(day(received)));
    if (!definition) return definition.error();
    auto& found = readers[(*definition)->hash];
    if (!found.interpreter) {
      found.definition = *definition;
      found.interpreter = std::make_unique<Interpreter>(**definition, profile, mapping, *organisation, calendar->zone(),
                                                        now, from_1904);
    }
    return &found;
  }

  // The rule set hangs on the date of receipt, so the row is read twice when that date names another one.
  Result<std::pair<RowReading, Reader*>> read(const Row& row) {
    auto first = reader_for(now);
    if (!first) return first.error();
    RowReading reading = (*first)->interpreter->read(row);
    if (!reading.received_at) return std::pair{std::move(reading), *first};
    auto right = reader_for(*reading.received_at);
    if (right && *right != *first) return std::pair{(*right)->interpreter->read(row), *right};
    return std::pair{std::move(reading), *first};
  }

  core::FileCase filing_of(const RowReading& reading, const core::Definition& definition) const {
    core::FileCase filing;
    filing.workflow = profile.workflow;
    filing.fields = reading.fields;
    filing.received_at = reading.received_at;
    core::ImportedPast past;
    past.state = reading.state.empty() ? initial_state(definition) : reading.state;
    past.clocks = profile.clocks;
    past.due = reading.due;
    past.closed_at = reading.closed_at;
    past.source = id + "/" + std::to_string(reading.row);
    past.registered_at = reading.filed_at;
    past.registered_by = reading.filed_by;
    past.registered_unit = reading.filed_unit;
    filing.imported = std::move(past);
    const bool dispatch = std::any_of(definition.fields.begin(), definition.fields.end(),
                                      [](const auto& field) { return field.id == "dispatch_to"; });
    if (dispatch && !reading.lead_unit.empty()) {
      filing.fields.emplace_back("dispatch_to", expression::Value::string(reading.lead_unit));
    }
    return filing;
  }

  // What the service would answer, without keeping anything.
  std::optional<Error> refusal_of(const core::FileCase& filing, const core::Definition& definition) const {
    core::Context context;
    context.now = now;
    context.actor = actor;
    context.calendar = calendar.get();
    context.organisation = organisation.get();
    context.next_in_series = [](std::string_view) { return std::int64_t{1}; };
    core::Command command;
    command.body = filing;
    const auto events = core::decide(definition, core::CaseState{}, command, context);
    if (events) return std::nullopt;
    return events.error();
  }

  // `decide`: also ask what the service would answer; run() leaves that to the service itself.
  Judged judge(const Row& row, bool decide) {
    Judged out;
    auto read_row = read(row);
    if (!read_row) {
      out.problems.push_back({row.number, 0, "", read_row.error()});
      return out;
    }
    auto& [reading, reader] = *read_row;
    if (auto why = duplicate_of(reading)) {
      out.duplicate = true;
      out.problems.push_back({row.number, 0, "", std::move(*why), true});
      return out;
    }
    if (!reading.problems.empty()) {
      out.problems = std::move(reading.problems);
      return out;
    }
    if (auto like = likeness_of(reading)) out.problems.push_back({row.number, 0, "", std::move(*like), true});
    auto filing = filing_of(reading, *reader->definition);
    if (decide) {
      if (auto refusal = refusal_of(filing, *reader->definition)) {
        out.problems.push_back({row.number, 0, "", std::move(*refusal)});
        return out;
      }
    }
    if (reading.ends && !reading.closed_at) ++undated;
    out.ready = Ready{std::move(reading), std::move(filing)};
    return out;
  }

  std::optional<Error> duplicate_of(const RowReading& reading) {
    if (const auto number = known.find(reading.hash)) return Error("ledger_duplicate_known", {{"number", *number}});
    if (!reading.identity.empty()) {
      if (const auto number = matters.with_identity(reading.identity)) {
        return Error("ledger_duplicate_known", {{"number", *number}});
      }
    }
    const std::string& key = reading.identity.empty() ? reading.hash : reading.identity;
    const auto [entry, fresh] = seen.emplace(key, reading.row);
    if (!fresh) return Error("ledger_duplicate_in_file", {{"row", std::to_string(entry->second)}});
    return std::nullopt;
  }

  // The same words on the same day under another number: told, not skipped.
  std::optional<Error> likeness_of(const RowReading& reading) {
    if (!reading.received_at) return std::nullopt;
    std::string summary;
    for (const auto& [name, value] : reading.fields) {
      if (name == "summary" && value.is(expression::Kind::string)) summary = value.as_string();
    }
    const auto key = KnownMatters::wording_key(summary, day(*reading.received_at));
    if (key.empty()) return std::nullopt;
    if (const auto number = matters.with_wording(key)) return Error("ledger_like_known", {{"number", *number}});
    const auto [entry, fresh] = worded.emplace(key, reading.row);
    if (fresh) return std::nullopt;
    return Error("ledger_like_in_file", {{"row", std::to_string(entry->second)}});
  }

  runtime::Request request_of(Ready ready) const {
    runtime::Request request;
    request.person = person;
    // The row's own id: a batch that was cut off is not filed twice.
    request.command.request_id = "import-" + ready.reading.hash;
    request.command.body = std::move(ready.filing);
    request.parties = std::move(ready.reading.parties);
    return request;
  }

  Result<ImportCounts> run_together(RowSource& again, const Progress& progress);
  Result<ImportCounts> run_good_rows(RowSource& again, const Progress& progress);
  Result<void> file(std::vector<Ready>& batch, ImportCounts& counts);
  // Reads the file again and hands over what is good.
  Result<void> each_good(RowSource& again, const std::function<Result<void>(Ready)>& take);

  runtime::CaseService& service;
  Profile profile;
  std::string person, id;
  core::Actor actor;
  std::shared_ptr<const core::Organisation> organisation;
  runtime::CalendarPtr calendar;
  core::Millis now;
  KnownRows known;
  bool from_1904 = false;
  Mapping mapping;
  std::map<std::string, Reader> readers;  // by hash of the definition
  KnownMatters matters;
  std::map<std::string, int> seen, worded;  // in this file → row
  std::int64_t undated = 0;                 // closed without a date
  Preview preview;
};

CaseImport::CaseImport(runtime::CaseService& service, Profile profile, std::string person, std::string id)
    : state_(std::make_unique<State>(service, std::move(profile), std::move(person), std::move(id))) {}

CaseImport::~CaseImport() = default;

Result<Preview> CaseImport::check(RowSource& source, const Mapping* mapping, std::int64_t rows,
                                  const Progress& progress) {
  State& state = *state_;
  state.from_1904 = source.counts_from_1904();
  state.preview = {};
  state.seen.clear();
  state.worded.clear();
  state.readers.clear();
  state.undated = 0;
  const auto definition =
      state.service.definitions().for_new_case(state.profile.workflow, calendar::to_string(state.day(state.now)));
  if (!definition) return definition.error();
  state.matters.read(state.service.store(), state.profile, state.calendar->zone());
  const auto headings_found = [&](const Mapping& found) -> Result<void> {
    state.mapping = found;
    state.preview.mapping = found;
    auto reader = state.reader_for(state.now);
    if (!reader) return reader.error();
    for (auto& problem : (*reader)->interpreter->mapping_problems()) state.preview.add(std::move(problem));
    return {};
  };
  const auto take = [&](const Row& row) -> Result<void> {
    ++state.preview.rows;
    auto judged = state.judge(row, true);
    if (judged.duplicate) {
      ++state.preview.duplicates;
    } else {
      ++(judged.ready ? state.preview.good : state.preview.bad);
    }
    for (auto& problem : judged.problems) state.preview.add(std::move(problem));
    if (state.preview.rows % rows_between_progress == 0) progress(state.preview.rows, rows);
    return {};
  };
  const auto read = read_table(source, state.profile, definition->get(), mapping, headings_found, take);
  if (!read) return read.error();
  if (state.undated > 0) {
    state.preview.add({read->heading_row, 0, "",
                       Error("ledger_closing_dates_missing", {{"count", std::to_string(state.undated)}}), true});
  }
  progress(state.preview.rows, state.preview.rows);
  return state.preview;
}

Result<void> CaseImport::State::each_good(RowSource& again, const std::function<Result<void>(Ready)>& take) {
  seen.clear();
  worded.clear();
  const auto take_row = [&](const Row& row) -> Result<void> {
    auto judged = judge(row, false);
    if (!judged.ready) return {};
    return take(std::move(*judged.ready));
  };
  const auto read = read_table(
      again, profile, nullptr, &mapping, [](const Mapping&) { return Result<void>{}; }, take_row);
  if (!read) return read.error();
  return {};
}

Result<void> CaseImport::State::file(std::vector<Ready>& batch, ImportCounts& counts) {
  std::vector<runtime::Request> requests;
  std::vector<std::pair<int, std::string>> rows;
  for (auto& ready : batch) {
    rows.emplace_back(ready.reading.row, ready.reading.hash);
    requests.push_back(request_of(std::move(ready)));
  }
  batch.clear();
  const auto replies = service.execute_all(std::move(requests));
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (replies[i]) {
      if (!replies[i]->repeated) ++counts.created;
      known.add(rows[i].second, replies[i]->number);
    } else {
      ++counts.refused;
      if (counts.refusals.size() < max_problems) {
        counts.refusals.push_back({rows[i].first, 0, "", replies[i].error()});
      }
    }
  }
  return service.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    return known.save(session.records(), person, service.clock().now());
  });
}

Result<ImportCounts> CaseImport::State::run_good_rows(RowSource& again, const Progress& progress) {
  ImportCounts counts;
  std::vector<Ready> batch;
  std::int64_t done = 0;
  const auto flush = [&]() -> Result<void> {
    done += static_cast<std::int64_t>(batch.size());
    if (auto filed = file(batch, counts); !filed) return filed;
    progress(done, preview.good);
    return {};
  };
  auto read = each_good(again, [&](Ready ready) -> Result<void> {
    batch.push_back(std::move(ready));
    return batch.size() < rows_of_one_batch ? Result<void>{} : flush();
  });
  if (read && !batch.empty()) read = flush();
  if (!read) return read.error();
  return counts;
}

Result<ImportCounts> CaseImport::State::run_together(RowSource& again, const Progress& progress) {
  ImportCounts counts;
  std::optional<RowProblem> refusal;  // of one row: nothing is brought in
  KnownRows before = known;
  const auto work = [&](runtime::CaseService::Together& together) -> Result<void> {
    counts = {};
    auto read = each_good(again, [&](Ready ready) -> Result<void> {
      const auto row = ready.reading.row;
      const std::string hash = ready.reading.hash;
      auto reply = together.execute(request_of(std::move(ready)));
      if (!reply) {
        refusal = RowProblem{row, 0, "", reply.error()};
        return reply.error();
      }
      if (!reply->repeated) ++counts.created;
      known.add(hash, reply->number);
      if (counts.created % rows_between_progress == 0) progress(counts.created, preview.good);
      return {};
    });
    if (!read) return read;
    return known.save(together.session().records(), person, service.clock().now());
  };
  if (auto done = service.execute_together(work); !done) {
    known = std::move(before);
    if (!refusal) return done.error();
    counts = {};
    counts.refused = preview.good;
    counts.refusals.push_back(std::move(*refusal));
    return counts;
  }
  progress(preview.good, preview.good);
  return counts;
}

Result<ImportCounts> CaseImport::run(RowSource& again, Mode mode, const Progress& progress) {
  State& state = *state_;
  if (mode == Mode::all_or_nothing && state.preview.bad > 0) {
    return Error("ledger_rows_bad",
                 {{"bad", std::to_string(state.preview.bad)}, {"rows", std::to_string(state.preview.rows)}});
  }
  auto counts =
      mode == Mode::all_or_nothing ? state.run_together(again, progress) : state.run_good_rows(again, progress);
  if (counts) counts->skipped = state.preview.duplicates + state.preview.bad;
  return counts;
}

Result<void> may_import_cases(runtime::CaseService& service, const std::string& workflow, const std::string& person,
                              const std::vector<std::string>& wide_roles) {
  const auto now = service.clock().now();
  const auto office = service.definitions().calendar("cn");
  const auto definition =
      service.definitions().for_new_case(workflow, calendar::to_string(office->zone().to_local(now).date));
  if (!definition) return definition.error();
  const auto actor = service.organisation()->actor(person, now);
  std::string roles;
  for (const auto& role : (*definition)->file_by) {
    if (std::find(wide_roles.begin(), wide_roles.end(), role) == wide_roles.end()) continue;
    if (actor && actor->holds(role)) return {};
    const auto known = std::find_if((*definition)->roles.begin(), (*definition)->roles.end(),
                                    [&](const core::Role& each) { return each.id == role; });
    roles += (roles.empty() ? "" : ", ") + (known == (*definition)->roles.end() ? role : known->title);
  }
  return Error("import_not_allowed", {{"what", (*definition)->title}, {"roles", roles}});
}

}  // namespace bihuan::ledger

#include "engine/ledger/import.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/hash.h"
#include "engine/core/decide.h"
#include "engine/ledger/known_rows.h"
#include "engine/runtime/definitions.h"

namespace bihuan::ledger {
namespace {

constexpr std::size_t rows_to_find_headings = 12;
constexpr std::size_t rows_of_one_batch = 64;

std::string date_text(const calendar::Zone& zone, core::Millis at) {
  return calendar::to_string(zone.to_local(at).date);
}

}  // namespace

struct Import::State {
  State(runtime::CaseService& case_service, Profile wanted, std::string who)
      : service(case_service),
        profile(std::move(wanted)),
        person(std::move(who)),
        organisation(service.organisation()),
        calendar(service.definitions().calendar("cn")),
        known(service.store().read()->records()) {
    if (const auto acting = organisation->actor(person, service.clock().now())) actor = *acting;
  }

  struct Ready {
    RowReading reading;
    core::FileCase filing;
  };

  Result<Interpreter*> interpreter_for(const std::string& date) {
    auto definition = service.definitions().for_new_case(profile.workflow, date);
    if (!definition) return definition.error();
    auto& found = interpreters[(*definition)->hash];
    if (!found.second) {
      found.first = *definition;
      found.second = std::make_unique<Interpreter>(**definition, profile, preview.mapping, *organisation,
                                                   calendar->zone(), from_1904);
    }
    return found.second.get();
  }

  // The matters that stand in the system under the same outside number.
  void read_known_matters() {
    if (profile.identity.size() != 1) return;
    const std::string& field = profile.identity.front();
    runtime::CaseQuery query;
    query.visible.all = true;
    query.workflow = profile.workflow;
    service.facts(query, [&](const runtime::CaseFacts& facts) {
      const auto* value = facts.fields.if_contains(field);
      if (value != nullptr && value->is_string() && !value->get_string().empty()) {
        matters.emplace(std::string(value->get_string()), facts.row.number);
      }
      return true;
    });
  }

  // The rule set hangs on the date of receipt, so the row is read twice when that date names another one.
  Result<RowReading> read(const Row& row) {
    const std::string today = date_text(calendar->zone(), service.clock().now());
    auto first = interpreter_for(today);
    if (!first) return first.error();
    RowReading reading = (*first)->read(row);
    if (!reading.received_at) return reading;
    auto right = interpreter_for(date_text(calendar->zone(), *reading.received_at));
    if (right && *right != *first) reading = (*right)->read(row);
    return reading;
  }

  core::FileCase filing_of(const RowReading& reading, const core::Definition& definition) {
    core::FileCase filing;
    filing.workflow = profile.workflow;
    filing.fields = reading.fields;
    filing.received_at = reading.received_at ? reading.received_at : reading.filed_at;
    filing.imported_state = reading.state.empty() ? initial_state(definition) : reading.state;
    const bool dispatch = std::any_of(definition.fields.begin(), definition.fields.end(),
                                      [](const auto& field) { return field.id == "dispatch_to"; });
    if (dispatch && !reading.lead_unit.empty()) {
      filing.fields.emplace_back("dispatch_to", expression::Value::string(reading.lead_unit));
    }
    return filing;
  }

  // Where a new case would stand: the initial states down to a leaf.
  static std::string initial_state(const core::Definition& definition) {
    core::StateIndex at = core::root_state;
    while (!definition.chart.at(at).initial.targets.empty()) at = definition.chart.at(at).initial.targets.front();
    return definition.chart.at(at).id;
  }

  // What the service would answer, without keeping anything.
  std::optional<Error> refusal_of(const core::FileCase& filing, const core::Definition& definition) {
    core::Context context;
    context.now = service.clock().now();
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

  void take(const Row& row) {
    ++preview.rows;
    auto reading = read(row);
    if (!reading) {
      fail({row.number, 0, "", reading.error()});
      return;
    }
    if (is_duplicate(*reading)) return;
    if (!reading->problems.empty()) {
      ++preview.bad;
      preview.problems.insert(preview.problems.end(), reading->problems.begin(), reading->problems.end());
      return;
    }
    const std::string date = date_text(calendar->zone(), reading->received_at.value_or(service.clock().now()));
    const auto definition = service.definitions().for_new_case(profile.workflow, date);
    auto filing = filing_of(*reading, **definition);
    if (auto refusal = refusal_of(filing, **definition)) {
      fail({row.number, 0, "", *refusal});
      return;
    }
    ++preview.good;
    ready.push_back({std::move(*reading), std::move(filing)});
  }

  void fail(RowProblem problem) {
    ++preview.bad;
    preview.problems.push_back(std::move(problem));
  }

  bool is_duplicate(const RowReading& reading) {
    std::optional<Error> why;
    if (const auto number = known.find(reading.hash)) why = Error("ledger_duplicate_known", {{"number", *number}});
    if (!why && !reading.identity.empty()) {
      const auto matter = matters.find(identity_text(reading));
      if (matter != matters.end()) why = Error("ledger_duplicate_known", {{"number", matter->second}});
    }
    const std::string& key = reading.identity.empty() ? reading.hash : reading.identity;
    const auto [entry, fresh] = seen.emplace(key, reading.row);
    if (!why && !fresh) why = Error("ledger_duplicate_in_file", {{"row", std::to_string(entry->second)}});
    if (!why) return false;
    ++preview.duplicates;
    preview.problems.push_back({reading.row, 0, "", *why});
    return true;
  }

  std::string identity_text(const RowReading& reading) const {
    for (const auto& [id, value] : reading.fields) {
      if (id == profile.identity.front() && value.is(expression::Kind::string)) return value.as_string();
    }
    return "";
  }

  runtime::CaseService& service;
  Profile profile;
  std::string person;
  core::Actor actor;
  std::shared_ptr<const core::Organisation> organisation;
  runtime::CalendarPtr calendar;
  KnownRows known;
  bool from_1904 = false;
  std::map<std::string, std::pair<runtime::DefinitionPtr, std::unique_ptr<Interpreter>>> interpreters;
  std::map<std::string, std::string> matters;  // outside number → number here
  std::map<std::string, int> seen;             // in this file → row
  Preview preview;
  std::vector<Ready> ready;
};

Import::Import(runtime::CaseService& service, Profile profile, std::string person)
    : state_(std::make_unique<State>(service, std::move(profile), std::move(person))) {}

Import::~Import() = default;

Result<Preview> Import::check(RowSource& source, const Mapping* mapping) {
  State& state = *state_;
  state.from_1904 = source.counts_from_1904();
  const std::string today = date_text(state.calendar->zone(), state.service.clock().now());
  const auto definition = state.service.definitions().for_new_case(state.profile.workflow, today);
  if (!definition) return definition.error();
  std::vector<Row> first;
  Row row;
  while (first.size() < rows_to_find_headings) {
    const auto more = source.next(row);
    if (!more) return more.error();
    if (!*more) break;
    first.push_back(row);
  }
  const auto headings = heading_row(first, state.profile, definition->get());
  if (!headings) return Error("ledger_headings_missing");
  state.preview.mapping =
      mapping != nullptr ? *mapping : suggest_mapping(first[*headings], state.profile, definition->get());
  state.read_known_matters();
  if (auto interpreter = state.interpreter_for(today)) {
    for (auto& problem : (*interpreter)->mapping_problems()) state.preview.problems.push_back(std::move(problem));
  }
  for (std::size_t i = *headings + 1; i < first.size(); ++i) state.take(first[i]);
  for (;;) {
    const auto more = source.next(row);
    if (!more) return more.error();
    if (!*more) break;
    state.take(row);
  }
  return state.preview;
}

Result<ImportCounts> Import::run(Mode mode, const std::function<void(std::int64_t, std::int64_t)>& progress) {
  State& state = *state_;
  if (mode == Mode::all_or_nothing && state.preview.bad > 0) {
    return Error("ledger_rows_bad",
                 {{"bad", std::to_string(state.preview.bad)}, {"rows", std::to_string(state.preview.rows)}});
  }
  ImportCounts counts;
  counts.skipped = state.preview.duplicates + state.preview.bad;
  const auto total = static_cast<std::int64_t>(state.ready.size());
  for (std::size_t begin = 0; begin < state.ready.size(); begin += rows_of_one_batch) {
    const std::size_t end = std::min(begin + rows_of_one_batch, state.ready.size());
    std::vector<runtime::Request> requests;
    for (std::size_t i = begin; i < end; ++i) {
      runtime::Request request;
      request.person = state.person;
      // The row's own id: a batch that was cut off is not filed twice.
      request.command.request_id = "import-" + state.ready[i].reading.hash;
      request.command.body = state.ready[i].filing;
      request.parties = state.ready[i].reading.parties;
      requests.push_back(std::move(request));
    }
    const auto replies = state.service.execute_all(std::move(requests));
    for (std::size_t i = begin; i < end; ++i) {
      const auto& reply = replies[i - begin];
      if (reply) {
        ++counts.created;
        state.known.add(state.ready[i].reading.hash, reply->number);
      } else {
        ++counts.refused;
        counts.refusals.push_back({state.ready[i].reading.row, 0, "", reply.error()});
      }
    }
    const auto saved = state.service.writer().run([&](runtime::WriteSession& session) -> Result<bool> {
      if (auto kept = state.known.save(session.records(), state.person, state.service.clock().now()); !kept) {
        return kept.error();
      }
      return true;
    });
    if (!saved) return saved.error();
    progress(static_cast<std::int64_t>(end), total);
  }
  return counts;
}

}  // namespace bihuan::ledger

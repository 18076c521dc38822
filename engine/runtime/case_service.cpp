#include "engine/runtime/case_service.h"

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <future>
#include <latch>
#include <set>

#include "engine/core/event_json.h"
#include "engine/runtime/case_service_parts.h"
#include "engine/runtime/sight.h"

namespace bihuan::runtime {

namespace json = boost::json;

CaseService::CaseService(Store& store, Writer& writer, Definitions& definitions, const Sealing& sealing,
                         const Clock& clock, Options options)
    : parts_(std::make_unique<Parts>(store, writer, definitions, sealing, clock, std::move(options))) {}

CaseService::~CaseService() = default;

namespace {

// Encrypts the parties before the writer is asked: its thread is the narrow place.
void seal_parties(const Sealing& sealing, Request& request) {
  auto* filing = std::get_if<core::FileCase>(&request.command.body);
  if (filing == nullptr) return;
  for (auto& party : request.parties) {
    if (party.record.empty()) party.record = new_record_id();
    const std::string plain = json::serialize(json::object{
        {"name", party.name}, {"phone", party.phone}, {"id_number", party.id_number}, {"address", party.address}});
    auto sealed = sealing.seal(plain, party.record);
    party.sealed = {party.record, 0, "party:" + party.kind, std::move(sealed.ciphertext), blind_values(sealing, party)};
    filing->parties.push_back({party.kind, party.record, sealed.commitment});
  }
}

}  // namespace

// The writer is the narrow place: what can be done without it is done by whoever brings the command. A refusal is not
// believed here, since a command still in the queue may be what it waits for.
std::optional<Outcome> CaseService::Parts::decide_ahead(const Request& request) {
  if (!Decision::may_go_ahead(request)) return std::nullopt;
  try {
    auto session = store.read();
    auto outcome = Decision(services, session->cases(), session->directory(), nullptr, request).decide();
    if (outcome) return std::move(*outcome);
  } catch (const std::runtime_error&) {  // the writer meets it too, and says so
  }
  return std::nullopt;
}

void CaseService::Parts::submit(Writer::Lane lane, Request request, std::function<void(Result<Reply>)> done,
                                Caller caller) {
  struct Pending {
    Request request;
    std::optional<Outcome> ahead;
    Reply reply;
    std::vector<std::string> notified;
    CaseReach reach;
    std::function<void(Result<Reply>)> done;
  };
  auto pending = std::make_shared<Pending>();
  pending->request = std::move(request);
  pending->done = std::move(done);
  seal_parties(services.sealing, pending->request);
  // Who writes itself decides over the writer's own pages.
  const bool at_once = caller == Caller::may_write && writer.is_idle();
  if (!at_once && !writer.is_full(lane)) pending->ahead = decide_ahead(pending->request);
  const auto hand_over = caller == Caller::may_write ? &Writer::submit_or_write : &Writer::submit;
  (writer.*hand_over)(
      lane,
      [this, pending](WriteSession& session) -> Result<void> {
        Execution execution(services, session, pending->request, std::move(pending->ahead));
        auto reply = execution.run();
        if (!reply) return reply.error();
        pending->reply = std::move(*reply);
        pending->notified = execution.notified();
        pending->reach = execution.take_reach();
        return {};
      },
      [this, pending](const Result<void>& result) {
        if (result && pending->reply.first_seq > 0 && !pending->reply.repeated && listener) {
          listener({pending->reply.case_id, pending->reply.version, pending->notified, std::move(pending->reach)});
        }
        if (!pending->done) return;
        if (result) {
          pending->done(std::move(pending->reply));
        } else {
          pending->done(result.error());
        }
      });
}

void CaseService::execute(Request request, std::function<void(Result<Reply>)> done) {
  parts_->submit(Writer::Lane::people, std::move(request), std::move(done), Parts::Caller::goes_on);
}

void CaseService::execute_at_once(Request request, std::function<void(Result<Reply>)> done) {
  parts_->submit(Writer::Lane::people, std::move(request), std::move(done), Parts::Caller::may_write);
}

void CaseService::execute_in_background(Request request, std::function<void(Result<Reply>)> done) {
  parts_->submit(Writer::Lane::background, std::move(request), std::move(done), Parts::Caller::goes_on);
}

Result<Reply> CaseService::execute(Request request) {
  std::promise<Result<Reply>> promise;
  auto answer = promise.get_future();
  execute_at_once(std::move(request), [&](Result<Reply> reply) { promise.set_value(std::move(reply)); });
  return answer.get();
}

std::vector<Result<Reply>> CaseService::execute_all(std::vector<Request> requests) {
  struct Waiting {
    std::mutex mutex;
    std::condition_variable all_done;
    std::size_t left = 0;
    std::vector<std::optional<Result<Reply>>> replies;
  };
  auto waiting = std::make_shared<Waiting>();
  waiting->left = requests.size();
  waiting->replies.resize(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    execute(std::move(requests[i]), [waiting, i](Result<Reply> reply) {
      std::lock_guard lock(waiting->mutex);
      waiting->replies[i] = std::move(reply);
      if (--waiting->left == 0) waiting->all_done.notify_all();
    });
  }
  std::unique_lock lock(waiting->mutex);
  waiting->all_done.wait(lock, [&] { return waiting->left == 0; });
  std::vector<Result<Reply>> replies;
  for (auto& reply : waiting->replies) replies.push_back(std::move(*reply));
  return replies;
}

Result<Reply> CaseService::Together::execute(Request request) {
  seal_parties(service_.parts_->services.sealing, request);
  Execution execution(service_.parts_->services, session_, request, std::nullopt);
  auto reply = execution.run();
  if (reply && reply->first_seq > 0 && !reply->repeated) {
    changed_.push_back({reply->case_id, reply->version, execution.notified(), execution.take_reach()});
  }
  return reply;
}

Result<void> CaseService::execute_together(const std::function<Result<void>(Together&)>& work) {
  std::vector<CaseChanged> changed;
  Result<void> answer;
  parts_->writer.submit_and_wait(
      Writer::Lane::people,
      [&](WriteSession& session) -> Result<void> {
        Together together(*this, session);
        auto done = work(together);
        changed = std::move(together.changed_);
        return done;
      },
      [&](const Result<void>& result) {
        if (result && parts_->listener) {
          for (const auto& change : changed) parts_->listener(change);
        }
        answer = result;
      });
  return answer;
}

Result<StoredCase> CaseService::open(std::int64_t id, const Visibility& visible) {
  auto session = parts_->store.read();
  const bool sees_all = visible.all && visible.accused_as.empty();
  if (!sees_all && !session->cases().visible(id, visible)) return Error("not_found");
  auto loaded = load_case(session->cases(), parts_->services.definitions, parts_->services.sealing, id);
  if (!loaded) return loaded.error();
  return Result<StoredCase>(boost::system::in_place_value, std::move(loaded->record.row), std::move(loaded->state));
}

Result<CaseService::Acting> CaseService::acting(const core::CaseState& state, std::string_view person,
                                                std::string_view on_behalf_of) {
  Acting acting;
  auto definition = parts_->services.definitions.by_hash(state.definition_hash);
  if (!definition) return definition.error();
  acting.definition = *definition;
  acting.calendar = parts_->services.definitions.calendar(acting.definition->calendar);
  acting.organisation = organisation();
  acting.context.now = parts_->services.clock.now();
  acting.context.calendar = acting.calendar.get();
  acting.context.organisation = acting.organisation.get();
  if (!person.empty()) {
    auto actor = acting.organisation->actor(person, acting.context.now, on_behalf_of);
    if (!actor) return Error("unknown_person", {{"person", std::string(person)}});
    acting.context.actor = std::move(*actor);
  }
  return acting;
}

std::vector<core::Offer> CaseService::offers(const StoredCase& stored, std::string_view person,
                                             std::string_view on_behalf_of) {
  const auto as = acting(stored.state, person, on_behalf_of);
  if (!as) return {};
  return core::offers(*as->definition, stored.state, as->context);
}

std::vector<TimerRow> CaseService::due_timers(std::int64_t case_id) {
  std::vector<TimerRow> due;
  auto session = parts_->store.read();
  const auto loaded = load_case(session->cases(), parts_->services.definitions, parts_->services.sealing, case_id);
  if (!loaded) return due;
  const auto now = parts_->services.clock.now();
  for (const auto& timer : core::timers_of(*loaded->definition, loaded->state)) {
    if (timer.due <= now) due.push_back({timer.due, case_id, timer.id});
  }
  return due;
}

std::shared_ptr<const core::Organisation> CaseService::organisation() {
  auto session = parts_->store.read();
  return parts_->organisation.current(session->directory()).organisation;
}

namespace {

// Who keeps the machine, the rights or the log does not thereby handle cases.
bool only_administers(const core::Actor& actor) {
  return !actor.roles.empty() && std::all_of(actor.roles.begin(), actor.roles.end(),
                                             [](const auto& held) { return core::is_administrator_role(held.role); });
}

// Names under which the person would stand as accused: its own, and those of its units.
std::set<std::string> names_of(const core::Organisation& organisation, std::string_view person, Millis now) {
  std::set<std::string> names;
  if (const auto* known = organisation.person(person)) {
    if (!known->name.empty()) names.insert(known->name);
    names.merge(accused_names(organisation, known->unit));
  }
  if (const auto actor = organisation.actor(person, now)) {
    for (const auto& held : actor->roles) names.merge(accused_names(organisation, held.unit));
  }
  return names;
}

}  // namespace

std::vector<std::string> CaseService::accused_values(std::string_view person) {
  std::set<std::string> kinds;
  for (const auto& definition : parts_->services.definitions.current()) {
    for (auto& kind : accused_kinds(*definition)) kinds.insert(std::move(kind));
  }
  std::vector<std::string> values;
  if (kinds.empty()) return values;
  for (const auto& name : names_of(*organisation(), person, parts_->services.clock.now())) {
    for (const auto& kind : kinds) values.push_back(accused_value(parts_->services.sealing, kind, name));
  }
  return values;
}

Visibility CaseService::visibility(std::string_view person, const std::vector<std::string>& wide_roles) {
  Visibility visible;
  visible.person = std::string(person);
  visible.accused_as = accused_values(person);
  const auto now = parts_->services.clock.now();
  const auto picture = organisation();
  const auto add = [&](const std::string& unit) {
    const auto* known = picture->unit(unit);
    if (visible.all || known == nullptr) return;  // who sees everything needs no list of units
    if (known->parent.empty()) visible.all = true;
    for (auto& below : picture->units_below(unit, now)) {
      if (std::find(visible.units.begin(), visible.units.end(), below) == visible.units.end()) {
        visible.units.push_back(std::move(below));
      }
    }
  };
  const auto actor = picture->actor(person, now);
  visible.all = actor && std::any_of(wide_roles.begin(), wide_roles.end(),
                                     [&](const std::string& role) { return actor->holds(role); });
  const auto* known = picture->person(person);
  if (known != nullptr && !(actor && only_administers(*actor))) add(known->unit);
  if (actor) {
    for (const auto& held : actor->roles) {
      if (!core::is_administrator_role(held.role)) add(held.unit);
    }
  }
  return visible;
}

Result<std::vector<core::Event>> CaseService::history(std::int64_t id, std::int64_t after_seq, std::size_t limit) {
  auto session = parts_->store.read();
  const auto row = session->cases().row(id);
  if (!row) return Error("not_found");
  auto definition = parts_->services.definitions.by_hash(row->definition_hash);
  if (!definition) return definition.error();
  std::vector<core::Event> events;
  for (const auto& stored : session->cases().history(id, after_seq, limit)) {
    const auto find = [&](std::string_view record) { return session->cases().sealed(record); };
    auto bodies = core::events_from_json(**definition, stored.body, unsealing(parts_->services.sealing, find));
    if (!bodies) return bodies.error();
    std::int64_t seq = stored.first_seq;
    for (auto& body : *bodies) {
      if (seq > after_seq && events.size() < limit) {
        events.push_back({seq, stored.at, stored.actor, stored.actor_unit, stored.on_behalf_of, std::move(body)});
      }
      ++seq;
    }
  }
  return events;
}

std::vector<PartyData> CaseService::parties(const core::CaseState& state) {
  auto session = parts_->store.read();
  std::vector<PartyData> parties;
  for (const auto& reference : state.parties) {
    PartyData party{reference.record, reference.kind, {}, {}, {}, {}, {}};
    if (const auto record = session->cases().sealed(reference.record)) {
      if (auto opened = open_party(parts_->services.sealing, *record)) party = std::move(*opened);
    }
    parties.push_back(std::move(party));
  }
  return parties;
}

CaseService::Recounted CaseService::recompute_clocks(std::string_view calendar_version) {
  parts_->services.definitions.forget();
  // What was decided by the old calendar is committed before the cases are listed.
  static_cast<void>(parts_->writer.run([](WriteSession&) -> Result<bool> { return true; }, Writer::Lane::background));
  struct Batch {
    explicit Batch(std::size_t size) : waiting(static_cast<std::ptrdiff_t>(size)) {}
    std::latch waiting;
    std::atomic<std::int64_t> moved = 0, failed = 0;
  };
  Recounted sum;
  for (std::int64_t last = 0;;) {
    const auto ids = parts_->store.read()->cases().open_cases(last, 256);
    if (ids.empty()) return sum;
    // A batch at a time: a million open cases do not stand in the queue at once.
    const auto batch = std::make_shared<Batch>(ids.size());
    for (const auto id : ids) {
      Request request;
      request.command.case_id = id;
      request.command.request_id = "calendar/" + std::string(calendar_version) + "/" + std::to_string(id);
      request.command.body = core::RecomputeClocks{std::string(calendar_version)};
      execute_in_background(std::move(request), [batch](const Result<Reply>& reply) {
        if (!reply) ++batch->failed;
        if (reply && reply->first_seq != 0) ++batch->moved;
        batch->waiting.count_down();
      });
    }
    batch->waiting.wait();
    sum.moved += batch->moved;
    sum.failed += batch->failed;
    last = ids.back();
  }
}

Result<std::int64_t> CaseService::erase(std::int64_t case_id, std::string_view record, std::string_view by,
                                        std::string_view reason) {
  const auto erased = parts_->writer.run([&](WriteSession& session) -> Result<std::int64_t> {
    std::vector<std::string> ids;
    for (const auto& sealed : session.cases().sealed_of(case_id)) {
      if (record.empty() || sealed.id == record) ids.push_back(sealed.id);
    }
    if (ids.empty()) return Error("nothing_to_erase");
    const auto count = session.cases().erase_sealed(ids);
    ++parts_->erasures;  // here, where it is written: what was decided before is decided again
    session.records().add_log({0, parts_->services.clock.now(), std::string(by), "erase",
                               "case:" + std::to_string(case_id),
                               json::serialize(json::object{{"records", count}, {"reason", std::string(reason)}})});
    return count;
  });
  if (!erased) return erased.error();
  parts_->writer.flush_log();
  return *erased;
}

void CaseService::on_change(std::function<void(const CaseChanged&)> listener) {
  parts_->listener = std::move(listener);
}

Store& CaseService::store() {
  return parts_->store;
}
Writer& CaseService::writer() {
  return parts_->writer;
}
const Clock& CaseService::clock() const {
  return parts_->services.clock;
}
Definitions& CaseService::definitions() {
  return parts_->services.definitions;
}

}  // namespace bihuan::runtime

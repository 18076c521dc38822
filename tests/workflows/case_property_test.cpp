// Laws of any case, played at random over every shipped workflow: folding the events gives the state, also through
// their JSON; a case written down and read again goes on the same; deciding is deterministic; the machine stays legal.
// BIHUAN_CASES=n plays n cases of each workflow (default 6).
#include <cstdlib>
#include <map>
#include <random>

#include "engine/base/catalogue.h"
#include "engine/calendar/read.h"
#include "engine/core/decide.h"
#include "engine/core/event_json.h"
#include "engine/core/step.h"
#include "engine/definition/load.h"
#include "tests/support/catch.h"

namespace {

using namespace bihuan;
using namespace bihuan::core;
using expression::Value;

class RandomCase {
 public:
  RandomCase(const Definition& definition, const calendar::WorkingCalendar& calendar, std::uint64_t seed)
      : definition_(definition), calendar_(calendar), random_(seed) {
    for (const Role& role : definition.roles) everybody_.roles.push_back({role.id, ""});
    everybody_.person = "zhang";
    everybody_.unit = "jinping";
  }

  void play() {
    for (int tries = 0; tries < 20 && state_.last_seq == 0; ++tries) {
      FileCase file;
      file.workflow = definition_.id;
      for (const Field& field : definition_.fields) {
        const bool needed = field.required.otherwise || field.required.when;
        if (!field.computed && (needed || below(4) == 0)) file.fields.emplace_back(field.id, value_for(field));
      }
      command(file, everybody_);
    }
    INFO("last refusal " << refusal_);
    REQUIRE(state_.last_seq > 0);
    for (int i = 0; i < 60 && state_.last_seq > 0; ++i) step();
    check_fold();
  }
  [[nodiscard]] std::size_t events() const { return events_.size(); }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  Value value_for(const Field& field) {
    static const std::vector<std::string> units = {"jinping", "yuelin", "xikou"};
    const auto some = [&](const std::vector<std::string>& from) {
      return Value::string(from.empty() ? std::string("x") : from[below(from.size())]);
    };
    switch (field.type) {
      case FieldType::choice:
        return some(field.of);
      case FieldType::choices:
      case FieldType::photos:
      case FieldType::files:
        return Value::list({some(field.type == FieldType::choices ? field.of : std::vector<std::string>{"a1"})});
      case FieldType::integer:
      case FieldType::money:
        return Value::integer(static_cast<std::int64_t>(field.min.value_or(1)) + static_cast<std::int64_t>(below(3)));
      case FieldType::number:
        return Value::floating(field.min.value_or(1) + 0.5);
      case FieldType::yes_no:
        return Value::boolean(below(2) == 0);
      case FieldType::date:
      case FieldType::time:
        return Value::timestamp({now_ / 1000 + static_cast<std::int64_t>(below(90)) * 86'400, 0});
      case FieldType::unit:
        return some(units);
      case FieldType::place:
        return Value::record(
            {{"text", Value::string("x")}, {"lat", Value::floating(29.6)}, {"lon", Value::floating(121.4)}});
      case FieldType::table:
        return Value::list({});
      default:
        return Value::string("text");
    }
  }

  void step() {
    const std::size_t dice = below(10);
    if (dice < 5) return fire();
    if (dice < 7) return handle_task();
    if (dice == 7) return approve();
    if (dice == 8) return by_hand();
    pass_time();
  }

  void fire() {
    Context context = context_of(everybody_);
    const std::vector<Offer> all = offers(definition_, state_, context);
    if (all.empty()) return;
    const Offer& offer = all[below(all.size())];
    FireEvent fire{offer.event, {}};
    for (const std::string& id : offer.ask) {
      for (const Field& field : definition_.fields) {
        if (field.id == id && below(8) != 0) fire.data.emplace_back(id, value_for(field));
      }
    }
    command(fire, everybody_);
  }

  void handle_task() {
    if (state_.tasks.empty()) return;
    const TaskState task = state_.tasks[below(state_.tasks.size())];
    const TaskKind& kind = definition_.tasks[task.kind];
    switch (below(4)) {
      case 0:
        return command(SignTask{task.id}, everybody_);
      case 1: {
        const std::string reason =
            kind.return_reasons.empty() ? "none" : kind.return_reasons[below(kind.return_reasons.size())].code;
        return command(ReturnTask{task.id, reason, "note"}, everybody_);
      }
      case 2:
        return command(ReassignTask{task.id, "xikou", "", "note"}, everybody_);
      default: {
        CompleteTask complete{task.id, {}, below(5) == 0, "note"};
        for (const std::string& id : kind.ask) {
          for (const Field& field : definition_.fields) {
            if (field.id == id) complete.data.emplace_back(id, value_for(field));
          }
        }
        return command(complete, everybody_);
      }
    }
  }

  void approve() {
    for (const ApprovalState& approval : state_.approvals) {
      if (!approval.open) continue;
      return command(Decide{definition_.approvals[approval.kind].id, below(4) != 0, "note"}, everybody_);
    }
  }

  void by_hand() {
    if (state_.clocks.empty()) return;
    const std::string id = state_.clocks[below(state_.clocks.size())].id;
    switch (below(6)) {
      case 0:
        return command(SuspendClock{id, "reason"}, everybody_);
      case 1:
        return command(ResumeClock{id, "reason"}, everybody_);
      case 2:
        return command(ExtendClock{id, Budget{5, 0}, "reason"}, everybody_);
      case 3:
        return command(DecideExtension{id, below(2) == 0, "note"}, everybody_);
      case 4:
        return command(Supervise{"note", below(2) == 0}, everybody_);
      default:
        return command(RecomputeClocks{"next"}, Actor{});
    }
  }

  void pass_time() {
    const Millis end = now_ + static_cast<Millis>(below(20)) * 86'400'000;
    for (int fired = 0; fired < 50; ++fired) {
      const std::vector<Timer> timers = timers_of(definition_, state_);
      if (timers.empty() || timers.front().due > end) break;
      now_ = std::max(now_, timers.front().due);
      command(TimerDue{timers.front().id}, Actor{});
    }
    now_ = end;
  }

  Context context_of(const Actor& actor) {
    Context context;
    context.now = now_;
    context.actor = actor;
    context.calendar = &calendar_;
    context.next_in_series = [this](std::string_view series) { return series_[std::string(series)] + 1; };
    return context;
  }

  static std::string text_of(const Definition& definition, const std::vector<Event>& events) {
    std::string out;
    for (const Event& event : events) out += to_json_text(definition, event.body) + "\n";
    return out;
  }

  std::string text() const { return to_json_text(definition_, state_); }

  void command(CommandBody body, const Actor& actor) {
    Command command;
    command.request_id = std::to_string(++requests_);
    command.case_id = state_.id;
    command.body = std::move(body);
    const Context context = context_of(actor);
    const auto events = decide(definition_, state_, command, context);
    const auto again = decide(definition_, state_, command, context);
    REQUIRE(events.has_value() == again.has_value());
    if (!events) {
      REQUIRE(events.error().code == again.error().code);
      REQUIRE(has_text(events.error().code));
      refusal_ = events.error().code + ": " + events.error().message("en");
      return;
    }
    REQUIRE(text_of(definition_, *events) == text_of(definition_, *again));
    for (const Event& event : *events) {
      state_ = apply(definition_, std::move(state_), event);
      events_.push_back(event);
      if (const auto* filed = std::get_if<CaseFiled>(&event.body); filed != nullptr) state_.id = 1;
    }
    REQUIRE(is_legal(definition_.chart, state_.machine.configuration));
    if (below(3) == 0) {  // a restart
      auto read = case_from_json(definition_, text());
      REQUIRE(read.has_value());
      const std::string before = text();
      state_ = std::move(*read);
      REQUIRE(text() == before);
    }
  }

  void check_fold() {
    CaseState folded;
    CaseState read;
    std::int64_t seq = 0;
    for (const Event& event : events_) {
      REQUIRE(event.seq == ++seq);
      folded = apply(definition_, std::move(folded), event);
      Event copy = event;
      auto bodies = events_from_json(definition_, "[" + to_json_text(definition_, event.body) + "]");
      REQUIRE(bodies.has_value());
      copy.body = std::move(bodies->at(0));
      read = apply(definition_, std::move(read), copy);
    }
    folded.id = read.id = state_.id;
    REQUIRE(to_json_text(definition_, folded) == text());
    REQUIRE(to_json_text(definition_, read) == text());
  }

  const Definition& definition_;
  const calendar::WorkingCalendar& calendar_;
  std::mt19937_64 random_;
  Actor everybody_;
  Millis now_ = 1'654'045'200'000;  // 2022-06-01T09:00+08:00
  CaseState state_;
  std::vector<Event> events_;
  std::map<std::string, std::int64_t> series_;
  int requests_ = 0;
  std::string refusal_;  // the last one
};

}  // namespace

TEST_CASE("any case is the fold of its events", "[workflows][property]") {
  const char* wanted = std::getenv("BIHUAN_CASES");
  const std::uint64_t cases = wanted == nullptr ? 6 : std::strtoull(wanted, nullptr, 10);
  const auto calendar = calendar::shipped_calendar("cn");
  REQUIRE(calendar.has_value());
  for (const std::string& folder : definition::shipped_definitions()) {
    const definition::Loaded loaded = definition::load_shipped(folder);
    REQUIRE(loaded.definition);
    std::size_t events = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
      INFO(folder << " seed " << seed);
      RandomCase random(*loaded.definition, **calendar, seed);
      random.play();
      events += random.events();
    }
    INFO(folder);
    CHECK(events > cases);
  }
}

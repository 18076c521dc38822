#include "engine/runtime/follow_ups.h"

#include <boost/json.hpp>

#include "engine/runtime/loop.h"

namespace bihuan::runtime {

namespace json = boost::json;

namespace {

constexpr Millis lease_ms = 60'000;
constexpr std::size_t follow_up_batch = 64;
constexpr int attempts = 20;

std::int64_t number(const json::object& body, const char* name) {
  return body.at(name).to_number<std::int64_t>();
}
std::string text(const json::object& body, const char* name) {
  return std::string(body.at(name).as_string());
}

Request system_request(const std::string& id, std::int64_t case_id, core::CommandBody body) {
  Request request;
  request.command = {id, case_id, std::nullopt, std::move(body)};
  return request;
}

}  // namespace

struct FollowUps::State {
  CaseService& service;
  Loop loop;  // last: its thread ends before what it works on

  explicit State(CaseService& the_service) : service(the_service) {}

  Result<void> open_subcase(const OutboxItem& item, const json::object& body) {
    const auto parent = number(body, "parent");
    const auto seq = number(body, "seq");
    const auto events = service.history(parent, seq - 1, 1);
    if (!events) return events.error();
    const auto* wanted = events->empty() ? nullptr : std::get_if<core::SubCaseRequested>(&events->front().body);
    const auto row = service.store().read()->cases().row(parent);
    if (wanted == nullptr || !row) return Error("not_found");
    const auto definition = service.definitions().by_hash(row->definition_hash);
    if (!definition) return definition.error();
    core::FileCase filing;
    filing.workflow = (*definition)->subcases.at(wanted->kind).workflow;
    filing.fields = wanted->fields;
    filing.parent = parent;
    const auto child = service.execute(system_request("open/" + item.stable_id, 0, std::move(filing)));
    if (!child) return child.error();
    const auto told = service.execute(
        system_request("opened/" + item.stable_id, parent,
                       core::SubCaseOpened{wanted->kind, wanted->round, wanted->index, child->case_id, child->number}));
    if (!told) return told.error();
    return {};
  }

  Result<void> perform(const OutboxItem& item) {
    const auto parsed = json::parse(item.body);
    const auto& body = parsed.as_object();
    const auto what = text(body, "do");
    if (what == "open_subcase") return open_subcase(item, body);
    Request request;
    if (what == "tell_parent") {
      request = system_request("tell/" + item.stable_id, number(body, "parent"),
                               core::SubCaseClosed{number(body, "child"), text(body, "outcome")});
    } else {
      request = system_request("link/" + item.stable_id, number(body, "case"),
                               core::LinkCase{number(body, "other"), text(body, "number"), text(body, "kind"), {}});
    }
    const auto reply = service.execute(std::move(request));
    if (!reply) return reply.error();
    return {};
  }

  std::size_t work_off() {
    const auto now = service.clock().now();
    // Asked outside the writer first: most of the time nothing waits.
    const auto next = service.store().read()->mail().next_outbox();
    if (!next || *next > now) return 0;
    const auto items = service.writer().run([&](WriteSession& session) -> Result<std::vector<OutboxItem>> {
      return session.mail().lease({internal_channel}, now, now + lease_ms, follow_up_batch);
    });
    if (!items) return 0;
    for (const auto& item : *items) {
      const auto done = perform(item);
      static_cast<void>(service.writer().run([&](WriteSession& session) -> Result<bool> {
        if (done) {
          session.mail().sent(item.id, service.clock().now());
        } else {
          const auto wait = std::min<Millis>(Millis{1000} << std::min(item.attempts, 12), 3'600'000);
          session.mail().failed(item.id, done.error().code, service.clock().now() + wait, attempts);
        }
        return true;
      }));
    }
    return items->size();
  }

  Loop::Pause turn() {
    while (work_off() > 0) {
    }
    return std::chrono::seconds(30);
  }
};

FollowUps::FollowUps(CaseService& service) : state_(std::make_unique<State>(service)) {}

FollowUps::~FollowUps() = default;

std::size_t FollowUps::work_off() {
  return state_->work_off();
}

void FollowUps::start() {
  state_->loop.start([state = state_.get()] { return state->turn(); });
}

void FollowUps::wake() {
  state_->loop.wake();
}

}  // namespace bihuan::runtime

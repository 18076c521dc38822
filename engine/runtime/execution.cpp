#include "engine/runtime/execution.h"

#include "engine/runtime/posting.h"

namespace bihuan::runtime {

Result<Reply> Execution::run() {
  const auto& id = request_.command.request_id;
  if (!id.empty()) {
    if (const auto stored = session_.cases().request(request_.person, id)) return replay(*stored);
  }
  Outcome outcome;
  if (write_ahead()) {
    outcome = std::move(*ahead_);
  } else {
    Decision decision(services_, session_.cases(), session_.directory(), &session_.cases(), request_);
    auto decided = decision.decide();
    if (!decided) return decided.error();
    outcome = std::move(*decided);
    if (outcome.change && !write(outcome)) throw std::logic_error("the writer's own state moved under it");
  }
  const auto& reply = outcome.reply;
  if (!id.empty()) {
    session_.cases().add_request({request_.person, id, request_.body_hash, reply.case_id, reply.version,
                                  reply.first_seq, reply.last_seq, outcome.now});
  }
  return reply;
}

Result<Reply> Execution::replay(const StoredRequest& stored) {
  if (stored.body_hash != request_.body_hash) return Error("request_reused");
  // Rights are checked again: who has left gets no answer.
  const auto now = services_.clock.now();
  const auto organisation = services_.organisation.current(session_.directory()).organisation;
  if (!request_.person.empty() && !organisation->actor(request_.person, now, request_.on_behalf_of)) {
    if (request_.on_behalf_of.empty()) return Error("unknown_person", {{"person", request_.person}});
    return Error("not_absent", {{"absent", request_.on_behalf_of}, {"person", request_.person}});
  }
  if (request_.visible && !session_.cases().visible(stored.case_id, *request_.visible)) return Error("not_found");
  const auto row = session_.cases().row(stored.case_id);
  if (!row) return Error("not_found");
  return Reply{stored.case_id, row->number, stored.version, stored.first_seq, stored.last_seq, true};
}

bool Execution::write_ahead() {
  if (!ahead_ || !ahead_->change) return false;
  const auto& basis = ahead_->basis;
  return basis.erasures == services_.erasures && basis.calendars == services_.definitions.generation() &&
         basis.directory == session_.directory().version() && write(*ahead_);
}

bool Execution::write(const Outcome& outcome) {
  if (!session_.cases().write(*outcome.change)) return false;
  for (const auto& record : outcome.sealed) session_.cases().add_sealed(record);
  for (const auto& item : outcome.inbox) {
    post_to_inbox(session_.mail(), item);
    notified_.push_back(item.person);
  }
  for (const auto& item : outcome.outbox) post_to_channel(session_.mail(), item);
  reach_ = outcome.reach;
  return true;
}

}  // namespace bihuan::runtime

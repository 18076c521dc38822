#include "engine/runtime/housekeeping.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "engine/runtime/loop.h"
#include "engine/runtime/verify.h"

namespace bihuan::runtime {

struct Housekeeping::State {
  CaseService& cases;
  const Sealing& sealing;
  Blobs& blobs;
  Options options;
  std::optional<Millis> swept_at = {};
  bool first = true;
  Loop loop = {};  // last: its thread ends before what it works on

  std::int64_t forget_requests(Millis now) {
    const auto gone = cases.writer().run(
        [&](WriteSession& session) -> Result<std::int64_t> {
          return session.cases().delete_requests_before(now - options.keep_requests);
        },
        Writer::Lane::background);
    if (!gone) throw std::runtime_error(gone.error().message());
    return *gone;
  }

  bool sign(Millis now) {
    const auto known = cases.store().read()->cases().checkpoints();
    if (!known.empty() && known.back().at + options.checkpoint_every > now) return false;
    const auto made =
        make_checkpoint(cases.store(), cases.writer(), sealing.keys(), now,
                        [&](WriteSession& session, const Checkpoint& checkpoint) { mail(session, checkpoint, now); });
    if (!made) throw std::runtime_error(made.error().message());
    return true;
  }

  // In the commit of the checkpoint itself: a head is never signed without being sent.
  void mail(WriteSession& session, const Checkpoint& checkpoint, Millis now) const {
    const auto id = std::to_string(checkpoint.id);
    const auto body = boost::json::serialize(
        boost::json::object{{"kind", checkpoint_head}, {"number", id}, {"head", audit_line(checkpoint)}});
    for (const auto& address : options.heads_to) {
      session.mail().add_outbox({0,
                                 std::string(checkpoint_head) + "/" + id + "/" + address,
                                 "mail",
                                 address,
                                 body,
                                 OutboxState::pending,
                                 0,
                                 now,
                                 now,
                                 {}});
    }
  }

  std::int64_t sweep(Millis now) {
    if (swept_at && now - *swept_at < options.sweep_every && now >= *swept_at) return 0;
    swept_at = now;
    const auto named = named_attachments(cases.store());  // sorted
    return blobs.sweep(now - options.orphan_age, [&](std::string_view hash) {
      return std::binary_search(named.begin(), named.end(), hash, std::less<>());
    });
  }

  Done work_off(bool with_sweep) {
    const auto now = cases.clock().now();
    Done done;
    done.requests = forget_requests(now);
    done.checkpoint = sign(now);
    if (with_sweep) done.swept = sweep(now);
    return done;
  }

  Loop::Pause turn() {
    try {
      work_off(!std::exchange(first, false));  // a sweep reads every case: not while everybody signs in
    } catch (const std::exception& failure) {
      if (options.on_error) options.on_error(failure.what());
    }
    return std::chrono::hours(1);
  }
};

Housekeeping::Housekeeping(CaseService& cases, const Sealing& sealing, Blobs& blobs, Options options)
    : state_(new State{cases, sealing, blobs, std::move(options)}) {}

Housekeeping::~Housekeeping() = default;

Housekeeping::Done Housekeeping::work_off() {
  return state_->work_off(true);
}

void Housekeeping::start() {
  state_->loop.start([state = state_.get()] { return state->turn(); });
}

}  // namespace bihuan::runtime

#include "engine/core/journal.h"

namespace bihuan::core {

void Journal::insert(std::size_t position, EventBody body) {
  const Actor& actor = context_.actor;
  if (!after_) after_ = before_;
  Event event{after_->last_seq + 1, context_.now, actor.person, actor.unit, actor.on_behalf_of, std::move(body)};
  after_ = apply(definition_, *std::move(after_), event);
  events_.insert(events_.begin() + static_cast<std::ptrdiff_t>(position), std::move(event));
  const std::int64_t first = after_->last_seq - static_cast<std::int64_t>(events_.size()) + 1;
  for (std::size_t i = position; i < events_.size(); ++i) events_[i].seq = first + static_cast<std::int64_t>(i);
}

}  // namespace bihuan::core

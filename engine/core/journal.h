// Journal: the facts of one decision, each folded into a working copy of the case as soon as it is written, so that
// what a decision sees is exactly what replaying its events gives. One decision owns it; not for sharing.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "engine/core/decide.h"

namespace bihuan::core {

class Journal {
 public:
  // `state` outlives the journal; it is copied when the first fact is written.
  Journal(const Definition& definition, const CaseState& state, const Context& context)
      : definition_(definition), context_(context), before_(state) {}

  void write(EventBody body) { insert(events_.size(), std::move(body)); }

  // Tells `body` before the facts from `position` on: a transition stands before what it caused. Only for a fact that
  // does not touch what those facts touch.
  void insert(std::size_t position, EventBody body);

  [[nodiscard]] const Definition& definition() const { return definition_; }
  [[nodiscard]] const Context& context() const { return context_; }
  [[nodiscard]] const CaseState& state() const { return after_ ? *after_ : before_; }
  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  // Set while a case of a ledger is being filed: what the ledger says of it. Outlives the decision.
  void set_past(const ImportedPast* past) { past_ = past; }
  [[nodiscard]] const ImportedPast* past() const { return past_; }
  [[nodiscard]] std::vector<Event> take() { return std::move(events_); }

 private:
  const Definition& definition_;
  const Context& context_;
  const CaseState& before_;
  std::optional<CaseState> after_;
  std::vector<Event> events_;
  const ImportedPast* past_ = nullptr;
};

}  // namespace bihuan::core

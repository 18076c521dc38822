// One command on the thread that writes, from its outcome to the rows of its commit. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/decision.h"

namespace bihuan::runtime {

class Execution {
 public:
  // `ahead`: what was decided before the writer took the command; checked, and decided again when it no longer holds.
  Execution(Services& services, WriteSession& session, const Request& request, std::optional<Outcome> ahead)
      : services_(services), session_(session), request_(request), ahead_(std::move(ahead)) {}

  [[nodiscard]] Result<Reply> run();
  // Persons with a new inbox item.
  [[nodiscard]] const std::vector<std::string>& notified() const { return notified_; }
  [[nodiscard]] CaseReach take_reach() { return std::move(reach_); }

 private:
  [[nodiscard]] Result<Reply> replay(const StoredRequest& stored);
  // Writes what was decided ahead; false, with nothing written, when it no longer holds.
  [[nodiscard]] bool write_ahead();
  [[nodiscard]] bool write(const Outcome& outcome);

  Services& services_;
  WriteSession& session_;
  const Request& request_;
  std::optional<Outcome> ahead_;
  std::vector<std::string> notified_;
  CaseReach reach_;
};

}  // namespace bihuan::runtime

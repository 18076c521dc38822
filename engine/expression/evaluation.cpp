#include "engine/expression/evaluation.h"

namespace bihuan::expression {

bool Frame::fail(Error error) {
  if (!exhausted() || !failure) failure = Failure{std::move(error), std::nullopt};
  return false;
}

void Frame::locate(std::uint32_t offset) {
  if (failure && !failure->offset) failure->offset = offset;
}

bool Frame::exhaust() {
  failure = Failure{Error("expression_cost_limit", {{"limit", std::to_string(limit_)}}), std::nullopt};
  return false;
}

}  // namespace bihuan::expression

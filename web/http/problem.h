// Refusals over HTTP: application/problem+json (RFC 9457) with a stable code, the sentence and the hint in the person's
// language, and pointers (RFC 6901) to the fields that are wrong. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "web/http/message.h"

namespace bihuan::http {

struct FieldProblem {
  std::string pointer;  // "/fields/route"
  Error error;
};

// `extra` members are added as they are (a refusal's explanation, retry_after).
[[nodiscard]] Response problem(const Request& request, int status, const Error& error,
                               const std::vector<FieldProblem>& fields = {}, boost::json::object extra = {});

// 429 or 503 with Retry-After in whole seconds.
[[nodiscard]] Response problem_later(const Request& request, int status, const Error& error, std::int64_t seconds);

// One segment of a JSON pointer, escaped.
[[nodiscard]] std::string pointer_segment(std::string_view name);

}  // namespace bihuan::http

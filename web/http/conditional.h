// Conditional requests and byte ranges (RFC 9110 sections 13 and 14) applied to a finished answer. Pure.
#pragma once

#include "web/http/message.h"

namespace bihuan::http {

// Bytes of a body, when they are known before it is read.
[[nodiscard]] std::optional<std::uint64_t> body_size(const Body& body);

// 304 when the client's copy is the one we would send; 206 or 416 for a range of a body that allows ranges.
// Several ranges at once are answered with the whole body, as the RFC allows.
void apply_conditions(const Request& request, Response& response);

}  // namespace bihuan::http

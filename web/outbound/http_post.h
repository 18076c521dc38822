// POST to the outside world by libcurl: http and https only, no redirects, certificates checked, small answers.
// The address is checked after the name was resolved and right before the connection is made, so that a name cannot
// point to the inside. Safe to use from any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error.h"
#include "web/http/proxy.h"

namespace bihuan::outbound {

struct PostRequest {
  std::string url;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  long timeout_ms = 10'000;
};

struct PostAnswer {
  int status = 0;
  std::string body;  // at most 64 KiB
  std::int64_t retry_after_seconds = 0;
};

// Loopback, private, link-local, shared, multicast, reserved: what is not the public internet.
[[nodiscard]] bool is_private_address(std::string_view address);

// `target_private` when the address is private and not in `private_targets`; `target_unreachable` for the rest.
// Neither the URL nor the body appears in errors: both may hold secrets.
[[nodiscard]] Result<PostAnswer> http_post(const PostRequest& request, const http::AddressSet& private_targets);

}  // namespace bihuan::outbound

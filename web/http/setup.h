// From the configuration to what the server needs: the parts that every composition of it shares.
#pragma once

#include <memory>

#include "web/http/config.h"
#include "web/http/dispatcher.h"
#include "web/http/server.h"

namespace bihuan::http {

// Options of the server as configured; `now`, `on_access` and `metrics` are the caller's. Fails when the certificate
// or a network cannot be read.
[[nodiscard]] Result<ServerOptions> server_options(const Config& config);

// Options of the dispatcher as configured: hosts, origin, language, rate limits.
[[nodiscard]] DispatcherOptions dispatcher_options(const Config& config);

[[nodiscard]] bool is_loopback(const std::string& address);

}  // namespace bihuan::http

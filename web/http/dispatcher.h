// From a request to a response without a socket: route, limits, who it is, may they, is the body right, handler,
// conditional answers, ranges, headers. The server calls it; tests and in-process callers call handle().
// Immutable after construction; share freely between threads. A handler that throws becomes a 500 with the request id.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "web/http/metrics.h"
#include "web/http/rate_limit.h"
#include "web/http/route.h"
#include "web/http/router.h"
#include "web/http/schema.h"

namespace bihuan::http {

// Who sends this? Nobody is a Principal without a person; an Error is a broken or expired credential (401).
// May block (runs on a worker, except for routes that run on io, which are never asked).
using Authenticator = std::function<Result<Principal>(const Request&)>;

struct DispatcherOptions {
  Authenticator authenticate;  // none: everybody is nobody
  // Held from before it is asked who sends a request that only reads until its answer is made; none: nothing.
  std::function<std::shared_ptr<const void>()> while_reading;
  std::shared_ptr<RateLimiter> limiter;  // none: no limits
  std::shared_ptr<Metrics> metrics;      // none: not counted
  std::string public_origin;             // "https://bihuan.example.cn"; empty: whatever Host says
  std::vector<std::string> hosts;        // names in Host that are answered; empty: every name
  std::string default_language = "zh-CN";
  std::function<void(const Request&, const std::string&)> on_error;  // what a handler threw, for the log
};

class Dispatcher {
 public:
  // The table and the schemas must outlive the dispatcher.
  Dispatcher(const RouteTable& table, const Schemas& schemas, DispatcherOptions options);
  ~Dispatcher();

  // Step 1, never blocks, body not read yet: parses the target, finds the route, reads the language. Nothing when the
  // request may go on, else the answer.
  [[nodiscard]] std::optional<Response> admit(Request& request) const;
  // Step 2 for BodyKind::stream: opens the sink, or answers.
  [[nodiscard]] std::variant<Response, std::unique_ptr<BodySink>> open_sink(Request& request) const;
  // Step 2 for all others: the whole body is there. Also the end of a stream, with its sink.
  [[nodiscard]] Response run(Request& request) const;
  // Step 3 for an answer that is made later: what it waited for has come.
  [[nodiscard]] Response make(const Request& request, const Response& later) const;
  // A piece of the stream; an answer when the sink refuses it.
  [[nodiscard]] std::optional<Response> write_sink(const Request& request, BodySink& sink,
                                                   std::string_view bytes) const;
  [[nodiscard]] Response finish_sink(Request& request, BodySink& sink) const;

  // Step 1 and 2 with request.body complete.
  [[nodiscard]] Response handle(Request& request) const;
  // Conditional requests, ranges, security headers, request id: applied to every answer, once.
  void complete(const Request& request, Response& response) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bihuan::http

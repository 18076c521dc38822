// The addresses that the one who runs the server asks: is it alive, is it ready, its metrics, its API document.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "web/http/metrics.h"
#include "web/http/openapi.h"
#include "web/http/proxy.h"
#include "web/http/route.h"

namespace bihuan::http {

struct OperationOptions {
  std::function<bool()> is_ready;  // none: always. Must not block
  std::shared_ptr<Metrics> metrics;
  AddressSet metrics_from;  // clients that may read /metrics; others get 404
  ApiInfo api;
};

// /healthz, /readyz, /metrics and /api/v1/openapi.json. Table and schemas must outlive the server; the document is made
// at the first request, when the table is complete. Registers the schema of a problem.
void add_operation_routes(RouteTable& table, Schemas& schemas, OperationOptions options);

}  // namespace bihuan::http

#include "web/http/operations.h"

#include <boost/json/serialize.hpp>
#include <mutex>

#include "engine/base/hash.h"
#include "web/http/problem.h"

namespace bihuan::http {

namespace {

Route row(const char* pattern, const char* name, const char* summary, std::vector<Answer> answers, Handler handler) {
  return {.pattern = pattern,
          .name = name,
          .tag = "operation",
          .summary = summary,
          .access = Access::open,
          .runs_on = RunsOn::io,
          .answers = std::move(answers),
          .handler = std::move(handler)};
}

// The document is the same for everybody and as long as the program runs.
struct Document {
  std::once_flag once;
  std::shared_ptr<const std::string> text;
  std::string tag;
};

}  // namespace

void add_operation_routes(RouteTable& table, Schemas& schemas, OperationOptions options) {
  table.describe("operation", "What the one who runs the server asks, and this document.");
  schemas.add("Problem", problem_schema());
  schemas.add("Health", R"({"type": "object", "required": ["status"], "properties": {"status": {"enum": ["ok"]}}})");
  schemas.add("Document", R"({"type": "object", "required": ["openapi", "paths"]})");
  table.add(row("/healthz", "health", "The process is alive.", {{200, "Health"}}, [](const Request&) {
    return json_response({{"status", "ok"}});
  }));
  table.add(row("/readyz", "readiness", "The server can do its work; 503 while it cannot.", {{200, "Health"}},
                [is_ready = std::move(options.is_ready)](const Request& request) {
                  if (is_ready && !is_ready()) return problem_later(request, 503, Error("not_ready"), 5);
                  return json_response({{"status", "ok"}});
                }));
  table.add(row("/metrics", "metrics", "Counters in the text format of Prometheus.",
                {{200, "", "text/plain; version=0.0.4; charset=utf-8"}},
                [metrics = options.metrics, from = std::move(options.metrics_from)](const Request& request) {
                  if (!metrics || !from.contains(request.client)) return problem(request, 404, Error("not_found"));
                  Response response;
                  response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                  response.body = metrics->text();
                  return response;
                }));
  table.add(row("/api/v1/openapi.json", "document", "This document.", {{200, "Document"}},
                [&table, &schemas, api = std::move(options.api), kept = std::make_shared<Document>()](const Request&) {
                  std::call_once(kept->once, [&] {
                    auto text = boost::json::serialize(openapi_document(table, schemas, api));
                    kept->tag = sha256_hex(text).substr(0, 20);
                    kept->text = std::make_shared<const std::string>(std::move(text));
                  });
                  Response response;
                  response.headers.add("Content-Type", "application/json");
                  response.body = kept->text;
                  return with_etag(std::move(response), kept->tag);
                }));
}

}  // namespace bihuan::http

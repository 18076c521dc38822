// What the handlers stand on, wired together by the composition root (cli). Lives as long as the server; share freely.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/blobs.h"
#include "engine/runtime/case_service.h"
#include "web/api/field_forms.h"
#include "web/http/events.h"
#include "web/http/message.h"
#include "web/http/route.h"
#include "web/http/schema.h"

namespace bihuan::report {
class FactsKeeper;
}

namespace bihuan::api {

// Roles that see every case of the bureau; all others see their units' and those below.
[[nodiscard]] inline std::vector<std::string> wide_roles() {
  return {"clerk", "leader", "command_room", "acceptance", "audit_admin"};
}

struct Services {
  runtime::CaseService& cases;
  runtime::Definitions& definitions;
  runtime::Blobs& blobs;
  const runtime::Sealing& sealing;
  http::EventHub& events;
  std::vector<std::string> wide_roles = api::wide_roles();
  std::int64_t max_upload_bytes = 200LL * 1024 * 1024;
  bool demonstration = false;
  std::shared_ptr<FieldForms> field_forms = std::make_shared<FieldForms>();
  std::shared_ptr<report::FactsKeeper> facts;  // what statistics count; empty: the reporting routes read for themselves

  [[nodiscard]] runtime::Store& store() const { return cases.store(); }
  [[nodiscard]] runtime::Writer& writer() const { return cases.writer(); }
  [[nodiscard]] runtime::Millis now() const { return cases.clock().now(); }
};

// Tells the streams of a commit: `case` to whom the case shows, `inbox` to who has a new message.
void publish_change(http::EventHub& events, const runtime::CaseChanged& change);

// The routes of /api/v1 that stand on cases; each file of this folder adds its own.
void add_case_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_absence_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_bulk_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_case_list_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_seal_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_letter_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_task_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_clock_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_work_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_attachment_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_workflow_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);

void add_api_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);

}  // namespace bihuan::api

// The addresses of the three administrators: units, people and roles; the log, the outbox, verification, calendars.
// The system administrator keeps units, people and calendars, the security administrator gives roles, the audit
// administrator reads the log: none can do the others' work.
#pragma once

#include "web/api/services.h"

namespace bihuan::api {

// `services` must outlive the table. Registers its own schemas; those of add_api_routes are needed too.
void add_directory_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_erasure_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);
void add_admin_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);

}  // namespace bihuan::api

// The parts of add_ledger_routes, each in its own file. Private to this folder.
#pragma once

#include <memory>

#include "web/api/ledger/import_desk.h"

namespace bihuan::api {

// A row whose handler works at the desk; for people who are signed in, not for tokens.
[[nodiscard]] http::Route desk_row(const std::shared_ptr<ImportDesk>& desk, http::Method method, std::string pattern,
                                   std::string name, std::string summary, http::Answer answer,
                                   http::Response (*handle)(const std::shared_ptr<ImportDesk>&, const http::Request&));

// Who may import with a profile may also change it; so with what stands under the same id.
[[nodiscard]] Result<void> may_change_profile(const std::shared_ptr<ImportDesk>& desk, const ledger::Profile& profile,
                                              const std::string& person);

void add_import_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ImportDesk>& desk);
void add_profile_routes(http::RouteTable& table, http::Schemas& schemas, const std::shared_ptr<ImportDesk>& desk);

void add_export_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services);

}  // namespace bihuan::api

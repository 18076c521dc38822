// The addresses of ledgers: imports (upload, mapping, check, run, result), the profiles they use, and exports.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "web/api/services.h"

namespace bihuan::api {

class ImportDesk;

struct LedgerRouteOptions {
  // A one-time secret with which a person signs in for the first time, made for the administrator `by`. Empty: imports
  // of people make no sign-ins.
  std::function<Result<std::string>(const std::string& person, const std::string& by)> make_sign_in;
};

// `services` must outlive the table. Answers the desk at which imports are worked on: stop() it before the services go.
std::shared_ptr<ImportDesk> add_ledger_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services,
                                              LedgerRouteOptions options);

}  // namespace bihuan::api

// What people reach over HTTP: sign-in, the API and the web app over one office, and the loops that run beside them.
// Belongs to the thread that serves; lives as long as the route table that it filled.
#pragma once

#include <iosfwd>
#include <memory>

#include "cli/office.h"
#include "engine/report/office_settings.h"
#include "web/http/config.h"
#include "web/http/dispatcher.h"

namespace bihuan::cli {

class Workplace {
 public:
  Workplace(Office& office, const runtime::Clock& clock, const http::Config& config, bool demonstration,
            std::shared_ptr<const report::OfficeSettings> settings);
  ~Workplace();

  void add_routes(http::RouteTable& table, http::Schemas& schemas);
  // Who sends a request, and shared reads for each that only reads (Store::share_reads).
  void connect(http::DispatcherOptions& options);
  // Starts timers and follow-ups.
  void start();
  // Ends the event streams, so that the server can stop.
  void stop();
  // Prints how to begin: the set-up link of a first start, or the demonstration's sign-ins.
  void greet(std::ostream& out, const std::string& origin);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bihuan::cli

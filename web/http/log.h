// The server's log by spdlog: one line an event, English, no personal data. Safe to use from any thread.
#pragma once

#include <memory>
#include <string>

#include "web/http/server.h"

namespace spdlog {
class logger;
}

namespace bihuan::http {

struct LogOptions {
  std::string level = "info";  // debug, info, warning, error
  std::string file;            // empty: standard error; else a new file each day, FILE with the date in its name
  int days = 190;              // files kept; the law asks for six months
};

// Throws spdlog::spdlog_ex when the file cannot be opened.
[[nodiscard]] std::shared_ptr<spdlog::logger> make_log(const LogOptions& options);

// "GET read_case 200 1834 B 2.1 ms 5f3a..."
void log_access(spdlog::logger& log, const AccessRecord& record);

}  // namespace bihuan::http

// The server's log by spdlog: one line an event, `TIME LEVEL EVENT key=value ...`, English, no personal data. A value
// with other than plain characters stands in quotes, so that one event is always one line and every line can be read
// by a program. Safe to use from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

using LogFields = std::vector<std::pair<std::string_view, std::string>>;

// `listening address=http://127.0.0.1:8080`; `outbox_failed channel=mail error="smtp said \"no\""`
[[nodiscard]] std::string log_line(std::string_view event, const LogFields& fields);

enum class LogLevel { info, warning, error };
void log_event(spdlog::logger& log, LogLevel level, std::string_view event, const LogFields& fields = {});

// `request method=GET route=read_case status=200 bytes=1834 ms=2.1 id=5f3a...`
void log_access(spdlog::logger& log, const AccessRecord& record);

}  // namespace bihuan::http

#include "web/http/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/daily_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace bihuan::http {

namespace {

bool is_plain(unsigned char c) {
  return c > 0x20 && c != 0x7f && c != '"' && c != '=' && c != '\\';
}

std::string quoted(std::string_view value) {
  if (!value.empty() && std::all_of(value.begin(), value.end(), is_plain)) return std::string(value);
  std::string out = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

std::shared_ptr<spdlog::logger> make_log(const LogOptions& options) {
  std::shared_ptr<spdlog::sinks::sink> sink;
  if (options.file.empty()) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  } else {
    sink = std::make_shared<spdlog::sinks::daily_file_sink_mt>(options.file, 0, 0, false,
                                                               static_cast<std::uint16_t>(options.days));
  }
  auto log = std::make_shared<spdlog::logger>("bihuan", std::move(sink));
  log->set_level(spdlog::level::from_str(options.level));
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  log->flush_on(spdlog::level::warn);
  return log;
}

std::string log_line(std::string_view event, const LogFields& fields) {
  std::string line(event);
  for (const auto& [key, value] : fields) line += fmt::format(" {}={}", key, quoted(value));
  return line;
}

void log_event(spdlog::logger& log, LogLevel level, std::string_view event, const LogFields& fields) {
  const auto line = log_line(event, fields);
  if (level == LogLevel::info) {
    log.info("{}", line);
  } else if (level == LogLevel::warning) {
    log.warn("{}", line);
  } else {
    log.error("{}", line);
  }
}

void log_access(spdlog::logger& log, const AccessRecord& record) {
  if (!log.should_log(spdlog::level::info)) return;
  log_event(log, LogLevel::info, "request",
            {{"method", std::string(record.method)},
             {"route", std::string(record.route)},
             {"status", std::to_string(record.status)},
             {"bytes", std::to_string(record.bytes)},
             {"ms", fmt::format("{:.1f}", record.seconds * 1000)},
             {"id", std::string(record.request_id)}});
}

}  // namespace bihuan::http

#include "web/http/log.h"

#include <spdlog/sinks/daily_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace bihuan::http {

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

void log_access(spdlog::logger& log, const AccessRecord& record) {
  log.info("{} {} {} {} B {:.1f} ms {}", record.method, record.route, record.status, record.bytes,
           record.seconds * 1000, record.request_id);
}

}  // namespace bihuan::http

// The server with a clock that its reader sets: what tests/office/month.py plays a month through. The composition is
// that of `bihuan serve`, but the loops do not run by themselves: `until` lets time pass from one due thing to the
// next.
//   month_server --config FILE --at 2022-06-01T07:00
// It prints `port N` (and the set-up link of a first start), then answers each line it reads:
//   until 2022-06-01T09:00   at 2022-06-01T09:00:00+08:00
//   verify                   verified N
#include "web/http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <stdexcept>

#include "cli/configuration.h"
#include "cli/office.h"
#include "cli/sending.h"
#include "cli/workplace.h"
#include "engine/runtime/housekeeping.h"
#include "engine/runtime/verify.h"
#include "engine/yaml/parse.h"
#include "web/http/log.h"
#include "web/http/setup.h"
#include "web/http/signals.h"

namespace {

using namespace bihuan;
using runtime::Millis;

class SetClock final : public runtime::Clock {
 public:
  explicit SetClock(Millis at) : at_(at) {}
  [[nodiscard]] Millis now() const override { return at_; }
  void set(Millis at) { at_ = at; }

 private:
  std::atomic<Millis> at_;
};

struct MonthOffice {
  cli::Office& office;
  SetClock& clock;
  runtime::Digest digest;
  std::unique_ptr<outbound::Relay> relay;
  runtime::Housekeeping housekeeping;

  void work_off() {
    housekeeping.work_off();
    std::size_t done = 1;
    while (done > 0) {
      done = office.timers->work_off() + office.follow_ups->work_off() + digest.work_off();
      if (relay) done += relay->work_off();
    }
  }

  // The next instant later than now at which something is due.
  [[nodiscard]] Millis next() const {
    Millis at = digest.next_due();
    const auto session = office.folder.store->read();
    for (const auto& due : {session->cases().next_timer(), session->mail().next_outbox()}) {
      if (due && *due > clock.now()) at = std::min(at, *due);
    }
    return at;
  }

  void until(Millis end) {
    work_off();
    while (clock.now() < end) {
      clock.set(std::min(end, next()));
      work_off();
    }
  }
};

http::Config config_of(const std::string& file) {
  const auto text = yaml::read_file(file);
  if (!text) throw std::runtime_error(text.error().message());
  auto read = http::read_config(*text, file, [](const std::string&) { return std::nullopt; });
  for (const auto& problem : read.problems) std::cerr << to_text(problem, "en");
  if (has_errors(read.problems)) throw std::runtime_error("the configuration is wrong");
  return read.config;
}

template <class T>
T expected(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

int run(const std::string& file, const std::string& at) {
  const auto zone = expected(calendar::Zone::find("Asia/Shanghai"));
  SetClock clock(zone.parse(at).value());
  const auto config = config_of(file);
  cli::FolderArguments folder;
  folder.data = config.data;
  folder.keys = config.keys;
  auto office = expected(cli::open_office(folder, clock, cli::sending_options(config)));

  http::RouteTable table;
  http::Schemas schemas;
  cli::Workplace workplace(*office, clock, config, false, expected(cli::settings_of(config)));
  workplace.add_routes(table, schemas);
  auto options = expected(http::server_options(config));
  auto dispatching = http::dispatcher_options(config);
  workplace.connect(dispatching);
  dispatching.on_error = [](const http::Request& request, const std::string& what) {
    std::cerr << request.target << ": " << what << "\n";
  };
  const http::Dispatcher dispatcher(table, schemas, std::move(dispatching));
  options.now = [&clock] { return clock.now(); };
  http::Server server(dispatcher, std::move(options));
  server.start();

  auto digesting = cli::digest_options(config);
  digesting.wide_roles = {"clerk", "leader", "command_room", "acceptance", "audit_admin"};
  const auto failed = [](const http::LogFields& fields) {
    std::cerr << http::log_line("outbox_failed", fields) << "\n";
  };
  MonthOffice month{
      *office,
      clock,
      {*office->cases, std::move(digesting)},
      expected(cli::make_relay(*office->cases, config, "http://office.test", failed)),
      {*office->cases, *office->folder.sealing, *office->folder.blobs, cli::housekeeping_options(config)}};
  std::cout << "port " << server.port() << "\n";
  workplace.greet(std::cout, "http://office.test");
  std::cout << "ready" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.starts_with("until ")) {
      month.until(zone.parse(line.substr(6)).value());
      std::cout << "at " << zone.format(clock.now()) << std::endl;
    } else if (line == "verify") {
      auto& parts = office->folder;
      const auto report = runtime::verify({*parts.store, *parts.definitions, &*parts.sealing, parts.blobs.get(), {}});
      for (const auto& finding : report.findings) std::cerr << finding.place << ": " << finding.code << "\n";
      std::cout << "verified " << report.findings.size() << std::endl;
    }
  }
  workplace.stop();
  server.stop(std::chrono::seconds(5));
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  if (given.size() != 4 || given[0] != "--config" || given[2] != "--at") {
    std::cerr << "month_server --config FILE --at 2022-06-01T07:00\n";
    return 2;
  }
  try {
    http::block_signals();
    return run(given[1], given[3]);
  } catch (const std::exception& error) {
    std::cerr << "month_server: " << error.what() << "\n";
    return 1;
  }
}

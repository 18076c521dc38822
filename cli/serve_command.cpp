#include "cli/serve_command.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <system_error>

#include "cli/demo_clock.h"
#include "cli/office.h"
#include "cli/sending.h"
#include "cli/workplace.h"
#include "engine/runtime/clock.h"
#include "engine/yaml/parse.h"
#include "web/http/log.h"
#include "web/http/operations.h"
#include "web/http/setup.h"
#include "web/http/signals.h"
#include "web/http/systemd.h"

namespace bihuan::cli {

namespace {

struct ServeArguments {
  std::string config;
  std::optional<std::string> data, address;
  std::optional<std::int64_t> port;
  bool list_options = false;
  bool demonstration = false;
};

std::optional<std::string> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

// The configuration with the command line over it; nothing when it is wrong, which has been printed.
std::optional<http::Config> read(const ServeArguments& arguments) {
  std::string text;
  if (!arguments.config.empty()) {
    auto content = yaml::read_file(arguments.config);
    if (!content) {
      std::cerr << to_text(problem_of(content.error()), "en");
      return std::nullopt;
    }
    text = std::move(*content);
  }
  // The command line wins: it is the last layer, as if it were the environment's last word.
  auto result = http::read_config(text, arguments.config, [&](const std::string& name) -> std::optional<std::string> {
    if (name == "BIHUAN_DATA" && arguments.data) return arguments.data;
    if (name == "BIHUAN_SERVER_ADDRESS" && arguments.address) return arguments.address;
    if (name == "BIHUAN_SERVER_PORT" && arguments.port) return std::to_string(*arguments.port);
    return from_environment(name);
  });
  for (const auto& problem : result.problems) std::cerr << to_text(problem, "en");
  if (has_errors(result.problems)) return std::nullopt;
  return std::move(result.config);
}

int serve(const http::Config& config, bool demonstration) {
  http::block_signals();
  const auto log = http::make_log({config.log_level, config.log_file, static_cast<int>(config.log_days)});
  const ShiftedClock clock(demonstration ? demo_shift(config.data).value_or(0) : 0);
  const auto metrics = std::make_shared<http::Metrics>();
  if (demonstration && !http::is_loopback(config.address)) return print_error(Error("demonstration_on_network"));

  FolderArguments folder;
  folder.data = config.data;
  folder.keys = config.keys;
  auto office = open_office(folder, clock, sending_options(config));
  if (!office) return print_error(office.error());

  http::RouteTable table;
  http::Schemas schemas;
  Workplace workplace(**office, clock, config, demonstration);
  workplace.add_routes(table, schemas);
  auto metrics_from = http::AddressSet::parse(config.metrics_from);
  auto options = http::server_options(config);
  if (!options || !metrics_from) {
    const auto error = options ? metrics_from.error() : options.error();
    std::cerr << to_text(problem_of(error), "en");
    return 2;
  }
  http::add_operation_routes(table, schemas,
                             {.metrics = metrics,
                              .metrics_from = std::move(*metrics_from),
                              .api = {"Bihuan", "0.1.0", "Workflow and case management."}});
  auto dispatching = http::dispatcher_options(config);
  dispatching.metrics = metrics;
  dispatching.authenticate = workplace.authenticator();
  dispatching.on_error = [log](const http::Request& request, const std::string& what) {
    log->error("{} failed: {} {}", request.route ? request.route->name : "-", what, request.id);
  };
  const http::Dispatcher dispatcher(table, schemas, std::move(dispatching));

  options->now = [&clock] { return clock.now(); };
  options->metrics = metrics;
  if (config.log_access)
    options->on_access = [log](const http::AccessRecord& record) { http::log_access(*log, record); };
  const auto tls = options->tls;
  http::Server server(dispatcher, std::move(*options));
  server.start();
  workplace.start();
  const std::string notify = from_environment("NOTIFY_SOCKET").value_or("");
  const std::string origin = fmt::format("{}://{}:{}", tls ? "https" : "http", config.address, server.port());
  log->info("listening on {}", origin);
  auto relay = make_relay(*(*office)->cases, config, config.public_url.empty() ? origin : config.public_url,
                          [log](const std::string& what) { log->warn("{}", what); });
  if (!relay) return print_error(relay.error());
  if (*relay) (*relay)->start();
  auto chores = housekeeping_options(config);
  chores.on_error = [log](const std::string& what) { log->warn("housekeeping: {}", what); };
  runtime::Housekeeping housekeeping(*(*office)->cases, *(*office)->folder.sealing, *(*office)->folder.blobs,
                                     std::move(chores));
  housekeeping.start();
  workplace.greet(std::cout, origin);
  http::notify_service_manager(notify, "READY=1");
  while (http::wait_for_signal() == http::Signal::reload) {
    if (!tls) continue;
    const auto reloaded = tls->reload();
    if (reloaded) {
      log->info("certificate read again");
    } else {
      log->error("{}", reloaded.error().message());
    }
  }
  http::notify_service_manager(notify, "STOPPING=1");
  log->info("stopping");
  workplace.stop();
  server.stop(std::chrono::seconds(config.stop_seconds));
  log->info("stopped");
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ServeArguments>();
  auto* command = app.add_subcommand("serve", "Serve the web app and the API");
  command->add_option("--config", arguments->config, "Configuration file (docs/configuration.md)");
  command->add_option("--data", arguments->data, "Data folder");
  command->add_option("--address", arguments->address, "Address to listen on");
  command->add_option("--port", arguments->port, "Port to listen on")->check(CLI::Range(0, 65535));
  command->add_flag("--demo", arguments->demonstration, "Demonstration data: loopback only, sign-ins are printed");
  command->add_flag("--list-options", arguments->list_options, "Print the table of all options and stop");
  command->callback([arguments, &exit_code] {
    if (arguments->list_options) {
      std::cout << http::options_markdown();
      return;
    }
    try {
      const auto config = read(*arguments);
      exit_code = config ? serve(*config, arguments->demonstration) : 2;
    } catch (const std::exception& error) {
      std::cerr << "bihuan serve: " << error.what() << "\n";
      exit_code = 2;
    }
  });
}

}  // namespace bihuan::cli

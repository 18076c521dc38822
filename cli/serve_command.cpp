#include "cli/serve_command.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <boost/system/system_error.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <system_error>

#include "cli/configuration.h"
#include "cli/demo_clock.h"
#include "cli/language.h"
#include "cli/office.h"
#include "cli/sending.h"
#include "cli/workplace.h"
#include "engine/runtime/clock.h"
#include "web/http/log.h"
#include "web/http/operations.h"
#include "web/http/setup.h"
#include "web/http/signals.h"
#include "web/http/systemd.h"

namespace bihuan::cli {

namespace {

struct ServeArguments {
  ConfigurationArguments configuration;
  bool list_options = false;
  bool print_config = false;
  bool demonstration = false;
};

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

int serve(const http::Config& config, bool demonstration) {
  http::block_signals();
  const auto log = http::make_log({config.log_level, config.log_file, static_cast<int>(config.log_days)});
  spdlog::set_default_logger(log);  // for the loops that have no log of their own
  const ShiftedClock clock(demonstration ? demo_shift(config.data).value_or(0) : 0);
  const auto metrics = std::make_shared<http::Metrics>();
  if (demonstration && !http::is_loopback(config.address)) return print_error(Error("demonstration_on_network"));

  FolderArguments folder;
  folder.data = config.data;
  folder.keys = config.keys;
  auto office = open_office(folder, clock, sending_options(config));
  if (!office) return print_error(office.error());

  auto settings = settings_of(config);
  if (!settings) return print_error(settings.error());

  http::RouteTable table;
  http::Schemas schemas;
  Workplace workplace(**office, clock, config, demonstration, std::move(*settings));
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
                              .api = {"Bihuan", BIHUAN_VERSION, "Workflow and case management."}});
  auto dispatching = http::dispatcher_options(config);
  dispatching.metrics = metrics;
  workplace.connect(dispatching);
  dispatching.on_error = [log](const http::Request& request, const std::string& what) {
    http::log_event(*log, http::LogLevel::error, "request_failed",
                    {{"route", request.route ? request.route->name : "-"}, {"error", what}, {"id", request.id}});
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
  const std::string notify = from_environment("NOTIFY_SOCKET");
  const std::string origin = fmt::format("{}://{}:{}", tls ? "https" : "http", config.address, server.port());
  http::log_event(*log, http::LogLevel::info, "listening", {{"address", origin}, {"version", BIHUAN_VERSION}});
  auto relay = make_relay(*(*office)->cases, config, config.public_url.empty() ? origin : config.public_url,
                          [log](const http::LogFields& fields) {
                            http::log_event(*log, http::LogLevel::warning, "outbox_failed", fields);
                          });
  if (!relay) return print_error(relay.error());
  if (*relay) (*relay)->start();
  auto chores = housekeeping_options(config);
  chores.on_error = [log](const std::string& what) {
    http::log_event(*log, http::LogLevel::warning, "housekeeping_failed", {{"error", what}});
  };
  runtime::Housekeeping housekeeping(*(*office)->cases, *(*office)->folder.sealing, *(*office)->folder.blobs,
                                     std::move(chores));
  housekeeping.start();
  workplace.greet(std::cout, origin);
  http::notify_service_manager(notify, "READY=1");
  while (http::wait_for_signal() == http::Signal::reload) {
    if (!tls) continue;
    const auto reloaded = tls->reload();
    if (reloaded) {
      http::log_event(*log, http::LogLevel::info, "certificate_reloaded");
    } else {
      http::log_event(*log, http::LogLevel::error, "certificate_unusable", {{"error", reloaded.error().message()}});
    }
  }
  http::notify_service_manager(notify, "STOPPING=1");
  http::log_event(*log, http::LogLevel::info, "stopping");
  workplace.stop();
  server.stop(std::chrono::seconds(config.stop_seconds));
  http::log_event(*log, http::LogLevel::info, "stopped");
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ServeArguments>();
  auto* command = app.add_subcommand("serve", "Serve the web app and the API");
  command->add_option("--config", arguments->configuration.file, "Configuration file (docs/configuration.md)");
  command->add_option("--data", arguments->configuration.data, "Data folder");
  command->add_option("--address", arguments->configuration.address, "Address to listen on");
  command->add_option("--port", arguments->configuration.port, "Port to listen on")->check(CLI::Range(0, 65535));
  command->add_flag("--demo", arguments->demonstration, "Demonstration data: loopback only, sign-ins are printed");
  command->add_flag("--print-config", arguments->print_config,
                    "Print the configuration file that says what is set now, with every option, and stop");
  command->add_flag("--list-options", arguments->list_options, "Print the table of all options and stop");
  command->callback([arguments, &exit_code] {
    if (arguments->list_options) {
      std::cout << http::options_markdown();
      return;
    }
    const auto read = read_configuration(arguments->configuration);
    try {
      for (const auto& problem : read.problems) std::cerr << to_text(problem, language_of_terminal());
      if (has_errors(read.problems)) {
        exit_code = 2;
      } else if (arguments->print_config) {
        std::cout << http::options_yaml(read.config);
      } else {
        exit_code = serve(read.config, arguments->demonstration);
      }
    } catch (const boost::system::system_error& error) {
      exit_code = print_error(Error("address_unusable", {{"address", read.config.address},
                                                         {"port", std::to_string(read.config.port)},
                                                         {"reason", error.code().message()}}));
    } catch (const std::exception& error) {
      exit_code = print_error(Error("program_failed", {{"reason", error.what()}}));
    }
  });
}

}  // namespace bihuan::cli

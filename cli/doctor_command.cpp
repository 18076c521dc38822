#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "cli/configuration.h"
#include "cli/demo_clock.h"
#include "cli/doctor/gather.h"
#include "cli/language.h"
#include "cli/storage_commands.h"
#include "engine/base/catalogue.h"

namespace bihuan::cli {
namespace {

namespace json = boost::json;

struct DoctorArguments {
  ConfigurationArguments configuration;
  doctor::Limits limits;
  bool as_json = false, strict = false;
};

std::int64_t count_of(const std::vector<doctor::Finding>& findings, doctor::Level level) {
  return std::count_if(findings.begin(), findings.end(), [&](const auto& one) { return one.level == level; });
}

void print_findings_json(const std::vector<doctor::Finding>& findings, const std::string& language) {
  json::array checks;
  for (const auto& [check, level, what] : findings) {
    checks.push_back(json::object{{"check", check},
                                  {"level", doctor::name_of(level)},
                                  {"code", what.code},
                                  {"message", what.message(language)},
                                  {"hint", what.hint(language)},
                                  {"file", what.where.file},
                                  {"line", what.where.line}});
  }
  std::cout << json::serialize(json::object{{"checks", checks},
                                            {"warnings", count_of(findings, doctor::Level::warning)},
                                            {"failures", count_of(findings, doctor::Level::failure)}})
            << "\n";
}

void print_findings(const std::vector<doctor::Finding>& findings, const std::string& language) {
  for (const auto& [check, level, what] : findings) {
    const auto place = what.where.line > 0 ? fmt::format("{}:{}: ", what.where.file, what.where.line) : std::string();
    std::cout << fmt::format("{:8} {:15} {}{}\n", doctor::name_of(level), check, place, what.message(language));
    const auto hint = what.hint(language);
    if (level != doctor::Level::good && !hint.empty()) std::cout << fmt::format("{:8} {:15} {}\n", "", "", hint);
  }
  std::cout << text(language, "doctor_summary",
                    {{"good", std::to_string(count_of(findings, doctor::Level::good))},
                     {"warnings", std::to_string(count_of(findings, doctor::Level::warning))},
                     {"failures", std::to_string(count_of(findings, doctor::Level::failure))}})
            << "\n";
}

int examine(const DoctorArguments& arguments) {
  const auto configuration = read_configuration(arguments.configuration);
  const auto shift = demo_shift(configuration.config.data);
  const ShiftedClock clock(shift.value_or(0));
  const auto findings = doctor::examine(doctor::gather(configuration, clock, shift.has_value()), arguments.limits);
  if (arguments.as_json) {
    print_findings_json(findings, language_of_terminal());
  } else {
    print_findings(findings, language_of_terminal());
  }
  if (count_of(findings, doctor::Level::failure) > 0) return 1;
  return arguments.strict && count_of(findings, doctor::Level::warning) > 0 ? 1 : 0;
}

}  // namespace

void add_doctor_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "doctor", "Look whether configuration, keys, data, calendar, disk, backup and clock are in order");
  auto arguments = std::make_shared<DoctorArguments>();
  command->add_option("--config", arguments->configuration.file, "Configuration file (docs/configuration.md)");
  command->add_option("--data", arguments->configuration.data, "Data folder");
  command->add_option("--keys", arguments->configuration.keys, "Folder of the keys");
  command->add_option("--backup-days", arguments->limits.backup_days, "Warn when the last backup is older")
      ->capture_default_str()
      ->check(CLI::Range(1, 365));
  command->add_flag("--strict", arguments->strict, "Exit code 1 for warnings too");
  command->add_flag("--json", arguments->as_json, "Print the findings as JSON");
  command->callback([arguments, &exit_code] { exit_code = examine(*arguments); });
}

}  // namespace bihuan::cli

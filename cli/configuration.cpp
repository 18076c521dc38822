#include "cli/configuration.h"

#include <algorithm>
#include <cstdlib>

#include "engine/base/problem.h"
#include "engine/yaml/parse.h"

namespace bihuan::cli {

int minute_of_day(const std::string& text) {
  if (text.size() != 5) return 0;
  return ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
}

http::ConfigResult read_configuration(const ConfigurationArguments& arguments) {
  std::string text;
  if (!arguments.file.empty()) {
    auto content = yaml::read_file(arguments.file);
    if (!content) {
      http::ConfigResult unread;
      unread.problems.push_back(problem_of(content.error()));
      return unread;
    }
    text = std::move(*content);
  }
  // The command line wins: it is the last layer, as if it were the environment's last word.
  return http::read_config(text, arguments.file, [&](const std::string& name) -> std::optional<std::string> {
    if (name == "BIHUAN_DATA" && arguments.data) return arguments.data;
    if (name == "BIHUAN_KEYS" && arguments.keys) return arguments.keys;
    if (name == "BIHUAN_SERVER_ADDRESS" && arguments.address) return arguments.address;
    if (name == "BIHUAN_SERVER_PORT" && arguments.port) return std::to_string(*arguments.port);
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  });
}

Result<std::shared_ptr<const report::OfficeSettings>> settings_of(const http::Config& config) {
  return report::office_settings({config.counting_rules, config.circular_texts, config.document_templates,
                                  static_cast<int>(config.circular_days_after_cut_off),
                                  minute_of_day(config.circular_at)});
}

Result<std::shared_ptr<const report::OfficeSettings>> read_settings(const std::string& file) {
  const auto read = read_configuration({.file = file, .data = {}, .keys = {}, .address = {}, .port = {}});
  const auto wrong = std::find_if(read.problems.begin(), read.problems.end(),
                                  [](const Problem& problem) { return problem.severity == Severity::error; });
  return wrong == read.problems.end() ? settings_of(read.config) : error_of(*wrong);
}

}  // namespace bihuan::cli

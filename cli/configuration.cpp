#include "cli/configuration.h"

#include <cstdlib>

#include "engine/yaml/parse.h"

namespace bihuan::cli {

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

}  // namespace bihuan::cli

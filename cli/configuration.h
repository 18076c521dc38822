// The configuration as serve and doctor read it: the command line over the environment over the file over the defaults.
// Free functions without state; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/report/office_settings.h"
#include "web/http/config.h"

namespace bihuan::cli {

struct ConfigurationArguments {
  std::string file;  // empty: none
  std::optional<std::string> data, keys, address;
  std::optional<std::int64_t> port;
};

// A file that cannot be read is one of the problems.
[[nodiscard]] http::ConfigResult read_configuration(const ConfigurationArguments& arguments);

// "20:00" as read from the configuration, which has checked it; 0 for an empty text.
[[nodiscard]] int minute_of_day(const std::string& text);

// The office's own files and days of the circular, as the configuration names them; a file that is wrong is an error.
[[nodiscard]] Result<std::shared_ptr<const report::OfficeSettings>> settings_of(const http::Config& config);

// The same for a command that works beside the server: `file` is its configuration (empty: the environment alone).
[[nodiscard]] Result<std::shared_ptr<const report::OfficeSettings>> read_settings(const std::string& file);

}  // namespace bihuan::cli

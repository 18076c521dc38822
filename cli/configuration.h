// The configuration as serve and doctor read it: the command line over the environment over the file over the defaults.
// A free function without state; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "web/http/config.h"

namespace bihuan::cli {

struct ConfigurationArguments {
  std::string file;  // empty: none
  std::optional<std::string> data, keys, address;
  std::optional<std::int64_t> port;
};

// A file that cannot be read is one of the problems.
[[nodiscard]] http::ConfigResult read_configuration(const ConfigurationArguments& arguments);

}  // namespace bihuan::cli

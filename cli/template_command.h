// `bihuan template list|names|check|export`: document templates that people edit in Word or WPS.
#pragma once

#include <CLI/CLI.hpp>

namespace bihuan::cli {

void add_template_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

// `bihuan circular`: the monthly circular from a file of facts (or, with --data, from the database) into a folder.
#pragma once

#include <CLI/CLI.hpp>

namespace bihuan::cli {

void add_circular_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

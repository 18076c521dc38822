// `bihuan check FILE... [--json] [--strict] [--lang zh|en]` (contracts §3) and `bihuan diff OLD NEW [--json] [--lang
// zh|en]`.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_check_command(CLI::App& app, int& exit_code);
void add_diff_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

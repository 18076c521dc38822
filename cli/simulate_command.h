// `bihuan simulate FILE --script STEPS.json [--json]` (contracts §4).
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_simulate_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

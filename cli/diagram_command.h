// `bihuan diagram FILE [--format svg|mermaid|dot] [--active ID,...] [--output FILE]`.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_diagram_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

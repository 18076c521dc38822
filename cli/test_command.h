// `bihuan test DIR... [--no-coverage]`: plays the scenarios beside the workflows and reports which transitions none
// takes. Exit 0: all hold and every transition is taken; 1: not; 2: a definition cannot be read.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_test_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

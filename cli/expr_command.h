// `bihuan expr`: evaluates expressions from the command line, or many from a file (contracts §5).
// Always answers with one line of JSON an expression.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_expr_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

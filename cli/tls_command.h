// `bihuan tls`: makes a certificate of one's own and its key, and sets them in the configuration file.
// Never overwrites a key. Exit 0 done, 1 when files are in the way, 2 when they cannot be written.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_tls_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

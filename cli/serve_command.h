// `bihuan serve`: the server, until it is told to stop (SIGINT, SIGTERM); SIGHUP reads the certificate again.
// Exit 0 after a graceful stop, 2 when the configuration is wrong or the address cannot be bound.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_serve_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

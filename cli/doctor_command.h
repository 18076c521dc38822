// `bihuan doctor`: is this installation in order? Exit code 0: yes, warnings only included (--strict: 1); 1: something
// must be mended; 2: it could not look.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_doctor_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

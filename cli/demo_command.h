// `bihuan demo`: a database with a plausible 2021 and 2022 of a district, made by the real engine in virtual time.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_demo_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

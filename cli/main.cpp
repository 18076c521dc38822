#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
  CLI::App app{"Bihuan: workflow and case management"};
  app.set_version_flag("--version", "bihuan 0.1.0");
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  return 0;
}

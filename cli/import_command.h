// `bihuan import FILE --data DIR [--by PERSON] [--profile ID] [--check] [--good-rows] [--map HEADING=TARGET]...
// [--save-profile NAME] [--sheet NAME] [--datum NAME] [--sign-ins FILE]`: a ledger comes in as cases, or a list as
// units or people. Exit codes: 0 all rows are in (or would be), 1 some are not, 2 the file, folder or profile cannot be
// read.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_import_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

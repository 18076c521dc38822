// `bihuan import FILE --by PERSON [--profile ID] [--check] [--good-rows] [--sheet NAME] [--datum NAME] --data DIR`: a
// ledger
// (.xlsx, .csv) becomes cases. Exit 0: done (or clean, with --check); 1: rows have problems; 2: the file or folder
// cannot be read.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_import_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

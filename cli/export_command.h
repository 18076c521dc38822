// `bihuan export ledger -o FILE.xlsx --by PERSON --profile ID [filters]` and
// `bihuan export case NUMBER -o FILE.zip --by PERSON [--reason TEXT]`: what PERSON may see, masked as on the page.
// Exit codes: 0 written, 2 not.
#pragma once

namespace CLI {
class App;
}

namespace bihuan::cli {

void add_export_command(CLI::App& app, int& exit_code);

}  // namespace bihuan::cli

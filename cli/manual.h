// bihuan(1) as roff, made from the subcommands themselves, so that the page never says what the program does not know.
// A pure function of the parser; any thread.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace bihuan::cli {

[[nodiscard]] std::string manual_page(const CLI::App& app, const std::string& version);

}  // namespace bihuan::cli

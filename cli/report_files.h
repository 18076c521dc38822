// What the reporting subcommands share: reading and writing whole files, and saying what is wrong in the reader's
// language.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace bihuan::cli {

// The language of LC_ALL, LC_MESSAGES or LANG: "zh-CN" for zh..., else "en".
[[nodiscard]] std::string terminal_language();

[[nodiscard]] Result<std::string> read_whole_file(const std::string& path);

// Writes beside the target first and renames, so that a reader never sees half a file. Throws when the disk says no.
void write_whole_file(const std::string& path, std::string_view bytes);

// Message and hint on standard error; answers the exit code for it.
int complain(const Error& error, const std::string& language, int exit_code = 2);

}  // namespace bihuan::cli

// The web app's built files as they travel inside the program: pages, script, style and their precompressed forms.
// "index.html" is the desk (any path that is neither API nor file), "m.html" the phone (/m and below); what stands
// under "assets/" has its hash in its name and may be cached for ever. Beside a compressible file stand "NAME.br" and
// "NAME.gz". Without the web app (BIHUAN_WEB_UI=OFF) the list is empty. Immutable; share freely. A damaged pack is our
// own bug: parse_pack throws std::logic_error.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/base/embedded.h"

namespace bihuan::web {

// Sorted by path, so that a binary search finds a file.
std::span<const embedded::File> ui_files();

// Reads a pack as tools/pack.mjs writes it; the views point into `pack`.
std::vector<embedded::File> parse_pack(std::string_view pack);

}  // namespace bihuan::web

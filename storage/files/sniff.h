// The media type of a content by its bytes (libmagic), whatever its name says. Pure; each thread has its own cookie.
#pragma once

#include <string>
#include <string_view>

namespace bihuan::files {

// Of the first bytes of a content (64 KiB are enough): "image/jpeg", "application/pdf", "application/octet-stream".
[[nodiscard]] std::string sniff_media_type(std::string_view beginning);

}  // namespace bihuan::files

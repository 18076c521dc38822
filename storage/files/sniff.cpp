#include "storage/files/sniff.h"

#include <magic.h>

#include <memory>
#include <stdexcept>

namespace bihuan::files {

std::string sniff_media_type(std::string_view beginning) {
  using Cookie = std::unique_ptr<magic_set, decltype(&magic_close)>;
  thread_local const Cookie cookie = [] {
    Cookie made(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS), &magic_close);
    if (!made || magic_load(made.get(), nullptr) != 0) throw std::runtime_error("libmagic cannot read its database");
    return made;
  }();
  const char* type = magic_buffer(cookie.get(), beginning.data(), beginning.size());
  return type != nullptr ? type : "application/octet-stream";
}

}  // namespace bihuan::files

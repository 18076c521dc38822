// Valid text decodes and encodes back to the same bytes, whatever the bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!bihuan::utf8::valid(bytes)) return 0;
  std::string again;
  for (std::size_t i = 0; i < bytes.size();) bihuan::utf8::append(again, bihuan::utf8::decode(bytes, i));
  if (again != bytes) std::abort();
  return 0;
}

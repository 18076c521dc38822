// Files that travel inside the program (cmake/BihuanEmbed.cmake makes the functions that list them).
// Immutable; share freely between threads.
#pragma once

#include <span>
#include <string_view>

namespace bihuan::embedded {

struct File {
  std::string_view path;  // relative to the embedded root, "petition/workflow.yaml"
  std::string_view bytes;
};

}  // namespace bihuan::embedded

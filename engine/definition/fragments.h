// `use:` — a definition and its fragments become one tree. Mappings are merged key by key, what is nearer to the
// definition winning; a key without a value takes the fragment's entry away. Private to this folder.
#pragma once

#include <memory>
#include <vector>

#include "engine/definition/load.h"
#include "engine/yaml/node.h"

namespace bihuan::definition {

struct Assembled {
  yaml::Node root;
  std::vector<std::shared_ptr<const yaml::Source>> sources;  // the first is the definition's own
  std::string bundle;                                        // all texts as one: Definition::source
};

// Reports what cannot be read, and fragments that use each other in a circle.
[[nodiscard]] Assembled assemble(std::string text, const std::string& file, const FragmentReader& reader,
                                 Problems& problems);

}  // namespace bihuan::definition

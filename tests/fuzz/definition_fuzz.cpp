// Whatever the bytes: reading them as YAML and as a definition ends, every problem stands inside the text and has a
// sentence, scalars are found again in the source, and a definition that loads loads again from its kept text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/definition/load.h"
#include "engine/yaml/parse.h"

namespace {

using namespace bihuan;

void demand(bool holds) {
  if (!holds) std::abort();
}

void check_node(const yaml::Node& node, std::size_t length) {
  demand(node.offset <= length);
  if (node.is_scalar()) {
    const auto offsets = yaml::source_offsets(node);
    demand(offsets.size() == node.text.size() + 1);
    for (const std::size_t offset : offsets) demand(offset <= length);
  }
  for (const auto& item : node.items) check_node(item, length);
  for (const auto& [key, value] : node.entries) {
    check_node(key, length);
    check_node(value, length);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto parsed = yaml::parse(text, "f.yaml");
  if (parsed.document.source) check_node(parsed.document.root, parsed.document.source->text().size());
  for (const auto& problem : parsed.problems) {
    demand(problem.where.line >= 1 && problem.where.column >= 1);
    demand(problem.message("en") != problem.code);
  }
  const auto loaded = definition::load(text, "f.yaml");
  for (const auto& problem : loaded.problems) demand(problem.message("zh-CN") != problem.code);
  demand((loaded.definition == nullptr) == has_errors(loaded.problems));
  if (loaded.definition) {
    const auto again = definition::load(loaded.definition->source, "f.yaml");
    demand(again.definition != nullptr && again.definition->hash == loaded.definition->hash);
  }
  return 0;
}

// Reading maps, lists and scalars of a located tree into values, collecting every problem instead of stopping at one.
// Not thread-safe (they write into one list of problems); make one where it is used.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/problem.h"
#include "engine/yaml/node.h"

namespace bihuan::yaml {

void error(Problems& problems, const Node& at, std::string_view code, MessageArguments arguments = {});
void warning(Problems& problems, const Node& at, std::string_view code, MessageArguments arguments = {});

// Each answers nothing and reports `expected_...` at the node when the node is something else. `what` names it
// ("budget").
[[nodiscard]] bool expect_map(const Node& node, std::string_view what, Problems& problems);
[[nodiscard]] bool expect_list(const Node& node, std::string_view what, Problems& problems);
[[nodiscard]] std::optional<std::string> read_text(const Node& node, std::string_view what, Problems& problems);
[[nodiscard]] std::optional<bool> read_flag(const Node& node, std::string_view what, Problems& problems);
[[nodiscard]] std::optional<std::int64_t> read_integer(const Node& node, std::string_view what, Problems& problems,
                                                       std::int64_t least = INT64_MIN, std::int64_t most = INT64_MAX);
// A text or a list of texts.
[[nodiscard]] std::vector<const Node*> read_one_or_many(const Node& node, std::string_view what, Problems& problems);

// What a plain scalar would be in YAML 1.2's core schema; nothing for text.
[[nodiscard]] std::optional<std::int64_t> as_integer(const Node& node);
[[nodiscard]] std::optional<double> as_number(const Node& node);
[[nodiscard]] std::optional<bool> as_flag(const Node& node);

// The name nearest to `wanted` among `names`, when it is near enough to be a slip of the pen: at most `most` letters
// (bytes) changed, added or left out.
[[nodiscard]] std::optional<std::string> nearest(std::string_view wanted, const std::vector<std::string>& names,
                                                 std::size_t most = static_cast<std::size_t>(-1));

// All names in one line for a hint; first what `wanted` is another word for (texts/*/words.txt), or the nearest to it.
[[nodiscard]] std::string nearest_first(std::string_view wanted, std::vector<std::string> names);

// A map whose keys are asked for one after the other; finish() then reports every key nobody asked for.
class MapReader {
 public:
  // Reports `expected_map` when the node is no map; a null reads as an empty map when `may_be_empty`.
  MapReader(const Node& node, std::string_view what, Problems& problems, bool may_be_empty = false);

  [[nodiscard]] bool ok() const { return map_ != nullptr; }
  [[nodiscard]] const Node& node() const { return node_; }

  // Null pointer when the key is missing (or has no value).
  const Node* get(std::string_view key);
  // The same, and `missing_key` is reported at the map.
  const Node* need(std::string_view key);

  std::optional<std::string> get_text(std::string_view key);
  std::optional<std::string> need_text(std::string_view key);
  bool get_flag(std::string_view key, bool otherwise = false);
  std::optional<std::int64_t> get_integer(std::string_view key, std::int64_t least = INT64_MIN,
                                          std::int64_t most = INT64_MAX);

  // Reports `unknown_key` for whatever was not asked for.
  void finish();

 private:
  const Node& node_;
  const Node* map_ = nullptr;
  std::string what_;
  Problems& problems_;
  std::vector<std::string> known_;
};

}  // namespace bihuan::yaml

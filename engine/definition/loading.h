// What the readers of this folder share while one definition is read: the model under way, its names, its problems.
// Used by one thread for one definition. Private to this folder.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/problem.h"
#include "engine/core/workflow.h"
#include "engine/definition/load.h"
#include "engine/expression/environment.h"
#include "engine/yaml/node.h"

namespace bihuan::definition {

// Name spaces: a clock and a state may have the same name.
enum class Names { state, field, party, role, clock, task, approval, subcases, document, message };
inline constexpr std::size_t names_count = 10;
[[nodiscard]] std::string_view word(Names names);  // "state": part of codes (unknown_state) and messages

// Where the parts of a transition stand; null when it has none.
struct TransitionNodes {
  const yaml::Node* candidate = nullptr;
  const yaml::Node* trigger = nullptr;  // the key under `on:` or `after:`, or `always` itself
  const yaml::Node* to = nullptr;
  const yaml::Node* when = nullptr;
};

struct Loading {
  core::Definition& definition;
  Problems& problems;
  const LoadOptions& options;
  const yaml::Source* main = nullptr;  // what comes from fragments may stay unused
  expression::Environment environment;

  struct Declared {
    std::size_t index = 0;
    const yaml::Node* key = nullptr;
    bool used = false;
  };
  std::array<std::map<std::string, Declared, std::less<>>, names_count> tables;
  mutable std::int64_t guard_tries = 2'000'000;     // how many combinations of values the checks may try in all
  std::map<std::string, const yaml::Node*> raised;  // events that actions, clocks and tasks raise, where first
  std::vector<std::string> send_ids;                // ids that `send` gives
  std::vector<std::pair<const yaml::Node*, std::string>> cancelled;
  std::vector<const yaml::Node*> state_nodes;  // by StateIndex; null for the root
  Location states_key;                         // of the top
  struct Untitled {
    Names names;
    const yaml::Node* node = nullptr;
    std::string id;
  };
  std::vector<Untitled> untitled;                 // fields without a title
  std::vector<SubCaseLink> links;                 // what sub-cases say of other workflows
  std::vector<TransitionNodes> transition_nodes;  // by TransitionIndex

  // Problems inside an entry that came from a fragment: they count only if something uses the entry.
  struct Deferred {
    Names names;
    std::string id;
    Problem problem;
  };
  std::vector<Deferred> deferred;
  // What such entries use counts only then, too.
  struct Use {
    Names names;
    std::string id;
    Names used_names;
    std::string used_id;
  };
  std::vector<Use> deferred_uses;
  std::optional<std::pair<Names, std::string>> inside;  // the fragment's entry that is being read

  // Reads an entry; what is wrong in a fragment's entry waits until it is known to be used.
  template <class Read>
  void read_entry(Names names, const yaml::Node& key, Read read) {
    const std::size_t before = problems.size();
    if (key.source != main) inside = {names, key.text};
    read();
    if (!inside) return;
    inside.reset();
    for (std::size_t i = before; i < problems.size(); ++i)
      deferred.push_back({names, key.text, std::move(problems[i])});
    problems.resize(before);
  }
  void settle_deferred();

  [[nodiscard]] bool bare() const { return definition.kind == core::DefinitionKind::chart; }

  void error(const yaml::Node& at, std::string_view code, MessageArguments arguments = {});
  void warning(const yaml::Node& at, std::string_view code, MessageArguments arguments = {});
  // What a bare chart may have but a workflow may not.
  void fault(const yaml::Node& at, std::string_view code, MessageArguments arguments = {});

  // Declares the keys of a map; `id_invalid` where one is no id.
  void declare(Names names, const yaml::Node& key, std::size_t index);
  // The index of what a reference names, now used; `unknown_...` when there is no such thing.
  std::optional<std::size_t> use(Names names, const yaml::Node& reference);
  std::optional<std::size_t> find(Names names, std::string_view id) const;
  void mark(Names names, std::string_view id);
  // The field with this index; null for what `data:` declares, which stands behind the fields.
  [[nodiscard]] const core::Field* field(std::size_t index) const {
    return index < definition.fields.size() ? &definition.fields[index] : nullptr;
  }
  [[nodiscard]] bool is_computed(std::size_t index) const { return field(index) != nullptr && field(index)->computed; }
  // All ids of one or many references that are known.
  std::vector<std::string> use_all(Names names, const yaml::Node& references, std::string_view what);
  [[nodiscard]] std::string nearest_of(Names names, std::string_view wanted) const;

  // Compiles a scalar. Errors of the expression become problems at their place in the file; what it refers to is used.
  std::optional<expression::Program> compile(const yaml::Node& node, const expression::Environment& names);
  std::optional<expression::Program> compile(const yaml::Node& node) { return compile(node, environment); }
  std::optional<expression::Program> guard(const yaml::Node& node, const expression::Environment& names);
  std::optional<expression::Program> guard(const yaml::Node& node) { return guard(node, environment); }
  // Reports `type_mismatch` when the program cannot give what `wanted` takes.
  void expect_type(const yaml::Node& node, const expression::Program& program, const expression::Type& wanted,
                   std::string_view what);
  // Reports `unknown_choice` for each literal the program may give that the field does not offer.
  void expect_choices(const yaml::Node& node, const expression::Program& program, std::size_t field);

  // A duration; mixed days and hours are refused unless `mixed`.
  std::optional<core::Budget> duration(const yaml::Node& node, bool mixed);
  std::optional<std::int64_t> delay(const yaml::Node& node);  // milliseconds, a day being 24 hours

 private:
  std::optional<expression::Program> compile(const yaml::Node& node, const expression::Environment& names,
                                             const std::optional<expression::Type>& expected);
  void note_references(const yaml::Node& node, const expression::Program& program);
  void report_unknown(Names names, const yaml::Node& reference);
};

// Does a value of one type go where another is wanted? dyn goes everywhere; null where it may be null.
[[nodiscard]] bool fits(const expression::Type& given, const expression::Type& wanted);

// The type that expressions see (contracts §2).
[[nodiscard]] expression::Type type_of(const core::Field& field);

}  // namespace bihuan::definition

// From the text of a definition to the model: syntax, schema, names, types and the checks of the whole, all problems at
// once. Pure but for the reader of fragments that is passed in; share the result freely between threads.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/base/problem.h"
#include "engine/core/workflow.h"
#include "engine/expression/type.h"

namespace bihuan::definition {

struct SourceText {
  std::string name;  // for messages, and for fragments that it names in turn
  std::string text;
};

// Finds the fragment that `use: [wanted]` in the file `from` names; fragment_unreadable when there is none.
using FragmentReader = std::function<Result<SourceText>(const std::string& wanted, const std::string& from)>;

// Files beside the one that names them, then the shipped ones ("shared/office").
[[nodiscard]] FragmentReader fragments_from_files();
// Only the shipped ones: for definitions that people send in.
[[nodiscard]] FragmentReader shipped_fragments();

struct LoadOptions {
  FragmentReader fragments = shipped_fragments();
  bool checks = true;                                         // false: only what is needed to run it
  std::function<bool(const std::string& id)> knows_calendar;  // default: the shipped ones
};

// What a sub-case says of another workflow: looked at once that one is known (links.h).
struct SubCaseLink {
  struct With {
    std::string field;
    Location key;
    Location value;
    expression::Type type;
  };
  std::string workflow;
  Location where;  // of the other workflow's name
  Location entry;  // of the sub-case
  std::vector<With> with;
};

struct Loaded {
  std::shared_ptr<const core::Definition> definition;  // null when there are errors
  Problems problems;                                   // sorted by place; warnings too
  std::vector<SubCaseLink> links;
};

// `text` is a definition, or what Definition::source keeps: the definition and its fragments as one text.
[[nodiscard]] Loaded load(std::string text, std::string file, const LoadOptions& options = {});

// Reads a file; file_unreadable is the problem when that fails.
[[nodiscard]] Loaded load_file(const std::string& path);

// A definition that travels inside the program, by its folder ("petition").
[[nodiscard]] Loaded load_shipped(const std::string& folder);
// The folders of all of them, sorted.
[[nodiscard]] std::vector<std::string> shipped_definitions();

}  // namespace bihuan::definition

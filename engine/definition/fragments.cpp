#include "engine/definition/fragments.h"

#include <algorithm>
#include <map>
#include <span>

#include "engine/base/embedded.h"
#include "engine/yaml/parse.h"
#include "engine/yaml/reading.h"

namespace bihuan {
namespace embedded {
std::span<const File> shipped_workflows();
}

namespace definition {
namespace {

using yaml::Entry;
using yaml::Node;

constexpr std::string_view separator = "--- # fragment ";
constexpr std::size_t most_fragments = 100;

const embedded::File* shipped_file(std::string_view path) {
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

std::string folder_of(const std::string& file) {
  const auto slash = file.find_last_of('/');
  return slash == std::string::npos ? "" : file.substr(0, slash + 1);
}

std::string with_suffix(const std::string& name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") ? name : name + ".yaml";
}

Result<SourceText> find_shipped(const std::string& wanted, const std::string& from) {
  // Beside the fragment that asks ("petition" in shared/petition-2005.yaml), then from the root of what is shipped.
  for (const std::string& path : {folder_of(from) + with_suffix(wanted), with_suffix(wanted)}) {
    if (const auto* file = shipped_file(path)) return SourceText{path, std::string(file->bytes)};
  }
  return Error("fragment_unreadable", {{"name", wanted}});
}

// The definition and, behind separators, the fragments it was kept with.
std::map<std::string, std::string> split_bundle(std::string& text) {
  std::map<std::string, std::string> kept;
  const std::string mark = "\n" + std::string(separator);
  for (auto at = text.rfind(mark); at != std::string::npos; at = text.rfind(mark)) {
    const auto line_end = std::min(text.find('\n', at + 1), text.size());
    const std::string name = text.substr(at + mark.size(), line_end - at - mark.size());
    kept[name] = line_end < text.size() ? text.substr(line_end + 1) : "";
    text.resize(at + 1);
  }
  return kept;
}

// `nearer` wins over `farther`.
void merge(Node& nearer, const Node& farther, bool top) {
  std::vector<Entry> merged;
  for (const Entry& entry : farther.entries) {
    if (top && (entry.key.text == "kind" || entry.key.text == "use")) continue;
    const Entry* own = nearer.find_entry(entry.key.text);
    if (own == nullptr) {
      merged.push_back(entry);
      continue;
    }
    if (own->value.is_null()) continue;
    Entry both = *own;
    if (both.value.is_map() && entry.value.is_map()) merge(both.value, entry.value, false);
    merged.push_back(std::move(both));
  }
  for (Entry& entry : nearer.entries) {
    const auto there = [&](const Entry& other) { return other.key.text == entry.key.text; };
    const bool removes = entry.value.is_null() && farther.find_entry(entry.key.text) != nullptr;
    if (!removes && std::ranges::none_of(merged, there)) merged.push_back(std::move(entry));
  }
  nearer.entries = std::move(merged);
}

class Assembly {
 public:
  Assembly(const FragmentReader& reader, Problems& problems, Assembled& into)
      : reader_(reader), problems_(problems), into_(into) {}

  void keep(std::map<std::string, std::string> kept) { kept_ = std::move(kept); }

  Node read(std::string text, const std::string& file, bool fragment) {
    yaml::Parsed parsed = yaml::parse(std::move(text), file);
    problems_.insert(problems_.end(), parsed.problems.begin(), parsed.problems.end());
    if (parsed.document.source) into_.sources.push_back(parsed.document.source);
    Node root = std::move(parsed.document.root);
    if (!root.is_map()) {
      if (parsed.ok()) yaml::error(problems_, root, "expected_map", {{"what", file}});
      return root;
    }
    if (fragment) check_fragment(root);
    const Node* use = root.find("use");
    if (use == nullptr || use->is_null()) return root;
    Node names = *use;
    for (const Node* name : yaml::read_one_or_many(names, "use", problems_)) add(root, *name, file);
    return root;
  }

 private:
  void check_fragment(const Node& root) {
    const Node* kind = root.find("kind");
    if (kind == nullptr || kind->text != "fragment") {
      yaml::error(problems_, kind == nullptr ? root : *kind, "not_a_fragment");
      return;
    }
    for (const std::string_view key : {"workflow", "chart", "title", "effective"}) {
      if (const Entry* entry = root.find_entry(key)) {
        yaml::error(problems_, entry->key, "fragment_key", {{"key", std::string(key)}});
      }
    }
  }

  void add(Node& root, const Node& name, const std::string& file) {
    const auto found = fetch(name.text, file);
    if (!found) {
      yaml::error(problems_, name, "fragment_unreadable", {{"name", name.text}});
      return;
    }
    if (std::ranges::find(open_, found->name) != open_.end() || into_.sources.size() > most_fragments) {
      yaml::error(problems_, name, "fragment_circle", {{"name", name.text}});
      return;
    }
    open_.push_back(found->name);
    // Names are kept as they were asked for: from the same place the same fragment is found again.
    const std::string key = wanted_key(name.text, file);
    if (std::ranges::find(bundled_, key) == bundled_.end()) {
      bundled_.push_back(key);
      if (!into_.bundle.ends_with('\n')) into_.bundle += '\n';
      into_.bundle += std::string(separator) + key + "\n" + found->text;
    }
    const Node fragment = read(found->text, found->name, true);
    if (fragment.is_map()) merge(root, fragment, true);
    open_.pop_back();
  }

  static std::string wanted_key(const std::string& wanted, const std::string& from) {
    return with_suffix(from.find("shared/") != std::string::npos && wanted.find('/') == std::string::npos
                           ? "shared/" + wanted
                           : wanted);
  }

  Result<SourceText> fetch(const std::string& wanted, const std::string& from) {
    const auto kept = kept_.find(wanted_key(wanted, from));
    if (kept != kept_.end()) return SourceText{kept->first, kept->second};
    return reader_(wanted, from);
  }

  const FragmentReader& reader_;
  Problems& problems_;
  Assembled& into_;
  std::map<std::string, std::string> kept_;
  std::vector<std::string> open_;
  std::vector<std::string> bundled_;
};

}  // namespace

FragmentReader shipped_fragments() {
  return find_shipped;
}

FragmentReader fragments_from_files() {
  return [](const std::string& wanted, const std::string& from) -> Result<SourceText> {
    const std::string path = folder_of(from) + with_suffix(wanted);
    if (auto text = yaml::read_file(path)) return SourceText{path, std::move(*text)};
    return find_shipped(wanted, from);
  };
}

Assembled assemble(std::string text, const std::string& file, const FragmentReader& reader, Problems& problems) {
  Assembled out;
  Assembly assembly(reader, problems, out);
  assembly.keep(split_bundle(text));
  out.bundle = text;
  out.root = assembly.read(std::move(text), file, false);
  return out;
}

}  // namespace definition
}  // namespace bihuan

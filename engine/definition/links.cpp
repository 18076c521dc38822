#include "engine/definition/links.h"

#include <algorithm>

#include "engine/definition/advice.h"
#include "engine/definition/loading.h"
#include "engine/yaml/parse.h"
#include "engine/yaml/reading.h"

namespace bihuan::definition {
namespace {

void check_field(const SubCaseLink::With& with, const core::Definition& other, Problems& problems) {
  const auto found = std::ranges::find(other.fields, with.field, &core::Field::id);
  if (found == other.fields.end()) {
    std::vector<std::string> known;
    for (const auto& field : other.fields) known.push_back(field.id);
    problems.push_back(
        {Severity::error,
         "subcase_field_unknown",
         {{"workflow", other.id}, {"field", with.field}, {"known", yaml::nearest_first(with.field, std::move(known))}},
         with.key,
         {}});
  } else if (!fits(with.type, type_of(*found))) {
    problems.push_back({Severity::error,
                        "subcase_field_type",
                        {{"workflow", other.id},
                         {"field", with.field},
                         {"expected", type_word(type_of(*found))},
                         {"found", type_word(with.type)}},
                        with.value,
                        {}});
  }
}

void check_link(const SubCaseLink& link, const core::Definition& other, Problems& problems) {
  for (const auto& with : link.with) check_field(with, other, problems);
  std::string missing;
  for (const auto& field : other.fields) {
    const bool always = field.required.is_constant() && field.required.otherwise;
    const bool given = std::ranges::find(link.with, field.id, &SubCaseLink::With::field) != link.with.end();
    if (!always || given || field.initial || field.computed) continue;
    missing += (missing.empty() ? "" : ", ") + field.id;
  }
  if (missing.empty()) return;
  problems.push_back(
      {Severity::error, "subcase_field_missing", {{"workflow", other.id}, {"fields", missing}}, link.entry, {}});
}

}  // namespace

WorkflowFinder workflows_around(const std::vector<Loaded>& given, const std::string& file) {
  return [&given, file](const std::string& id) -> std::optional<std::shared_ptr<const core::Definition>> {
    for (const auto& loaded : given) {
      if (loaded.definition && loaded.definition->id == id) return loaded.definition;
    }
    const auto slash = file.find_last_of('/');
    const std::string folder = slash == std::string::npos ? "" : file.substr(0, slash + 1);
    const bool plain = id.find_first_of("/\\") == std::string::npos && !id.starts_with('.');
    if (const std::string path = folder + "../" + id + "/workflow.yaml"; plain && yaml::read_file(path)) {
      return load_file(path).definition;
    }
    const auto shipped = shipped_definitions();
    if (std::ranges::find(shipped, id) != shipped.end()) return load_shipped(id).definition;
    return std::nullopt;
  };
}

std::vector<std::string> known_workflows(const std::vector<Loaded>& given) {
  std::vector<std::string> out = shipped_definitions();
  for (const auto& loaded : given) {
    if (loaded.definition) out.push_back(loaded.definition->id);
  }
  return out;
}

Problems check_links(const Loaded& loaded, const WorkflowFinder& find, const std::vector<std::string>& known) {
  Problems problems;
  for (const auto& link : loaded.links) {
    const auto other = find(link.workflow);
    const auto near = other ? std::nullopt : yaml::nearest(link.workflow, known, 2);
    if (near) {
      problems.push_back(
          {Severity::error, "workflow_misspelt", {{"workflow", link.workflow}, {"known", *near}}, link.where, {}});
    } else if (!other) {
      if (!loaded.definition) continue;  // it has errors that come first
      problems.push_back({Severity::warning, "unknown_workflow", {{"workflow", link.workflow}}, link.where, {}});
    } else if (*other) {
      check_link(link, **other, problems);
    }
  }
  sort_problems(problems);
  return problems;
}

}  // namespace bihuan::definition

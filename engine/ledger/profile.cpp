#include "engine/ledger/profile.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <span>

#include "engine/base/embedded.h"
#include "engine/ledger/normal.h"
#include "engine/yaml/parse.h"
#include "engine/yaml/reading.h"

namespace bihuan::embedded {
std::span<const File> shipped_workflows();
}

namespace bihuan::ledger {
namespace {

constexpr std::string_view folder = "ledgers/";

std::vector<std::string> texts_of(const yaml::Node& node, std::string_view what, Problems& problems) {
  std::vector<std::string> out;
  for (const yaml::Node* item : yaml::read_one_or_many(node, what, problems)) out.push_back(item->text);
  return out;
}

void read_columns(const yaml::Node& list, Profile& profile, Problems& problems) {
  if (!yaml::expect_list(list, "columns", problems)) return;
  for (const yaml::Node& item : list.items) {
    yaml::MapReader map(item, "column", problems);
    if (!map.ok()) continue;
    ProfileColumn column;
    column.to = map.need_text("to").value_or("");
    if (const yaml::Node* headings = map.need("headings")) {
      column.headings = texts_of(*headings, "headings", problems);
    }
    map.finish();
    if (!column.to.empty() && !column.headings.empty()) profile.columns.push_back(std::move(column));
  }
}

void read_values(const yaml::Node& map, Profile& profile, Problems& problems) {
  if (!yaml::expect_map(map, "values", problems)) return;
  for (const yaml::Entry& entry : map.entries) {
    if (!yaml::expect_map(entry.value, entry.key.text, problems)) continue;
    for (const yaml::Entry& value : entry.value.entries) {
      if (auto meant = yaml::read_text(value.value, value.key.text, problems)) {
        profile.add_meaning(entry.key.text, value.key.text, std::move(*meant));
      }
    }
  }
}

std::vector<std::string> strings_of(const boost::json::object& object, std::string_view key) {
  std::vector<std::string> out;
  const auto* list = object.if_contains(key);
  if (list == nullptr || !list->is_array()) return out;
  for (const auto& item : list->get_array()) {
    if (item.is_string()) out.emplace_back(item.get_string());
  }
  return out;
}

std::string string_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

const ProfileColumn* Profile::column(std::string_view target) const {
  for (const auto& column : columns) {
    if (column.to == target) return &column;
  }
  return nullptr;
}

std::optional<std::string> Profile::meaning(std::string_view target, std::string_view written) const {
  const auto table = values.find(target);
  if (table == values.end()) return std::nullopt;
  const auto found = table->second.find(normal(written));
  if (found == table->second.end()) return std::nullopt;
  return found->second;
}

void Profile::add_meaning(std::string_view target, std::string_view written, std::string meant) {
  auto table = values.find(target);
  if (table == values.end()) table = values.emplace(std::string(target), std::map<std::string, std::string>{}).first;
  table->second[normal(written)] = std::move(meant);
}

std::string_view name_of(Datum datum) {
  return datum == Datum::gcj02 ? "gcj02" : datum == Datum::bd09 ? "bd09" : "wgs84";
}

ProfileReading read_profile(std::string text, std::string file) {
  ProfileReading out;
  auto parsed = yaml::parse(std::move(text), std::move(file));
  out.problems = std::move(parsed.problems);
  if (has_errors(out.problems)) return out;
  yaml::MapReader map(parsed.document.root, "ledger", out.problems);
  if (!map.ok()) return out;
  Profile& profile = out.profile;
  map.need_text("kind");
  profile.id = map.need_text("ledger").value_or("");
  profile.title = map.need_text("title").value_or("");
  profile.workflow = map.get_text("workflow").value_or("");
  if (const yaml::Node* identity = map.get("identity")) {
    profile.identity = texts_of(*identity, "identity", out.problems);
  }
  if (const auto datum = map.get_text("datum")) {
    if (const auto known = datum_of(*datum)) {
      profile.datum = *known;
    } else {
      yaml::error(out.problems, *map.get("datum"), "ledger_datum_unknown", {{"name", *datum}});
    }
  }
  if (const yaml::Node* clocks = map.get("clocks")) profile.clocks = texts_of(*clocks, "clocks", out.problems);
  profile.open_state = map.get_text("open_state").value_or("");
  profile.closed_state = map.get_text("closed_state").value_or("");
  if (const yaml::Node* columns = map.need("columns")) read_columns(*columns, profile, out.problems);
  if (const yaml::Node* values = map.get("values")) read_values(*values, profile, out.problems);
  if (const yaml::Node* defaults = map.get("defaults")) {
    if (yaml::expect_map(*defaults, "defaults", out.problems)) {
      for (const auto& entry : defaults->entries) profile.defaults[entry.key.text] = entry.value.text;
    }
  }
  map.finish();
  return out;
}

Result<Profile> shipped_profile(std::string_view id) {
  const std::string path = std::string(folder) + std::string(id) + ".yaml";
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path != path) continue;
    auto reading = read_profile(std::string(file.bytes), path);
    if (has_errors(reading.problems)) return error_of(reading.problems.front());
    return std::move(reading.profile);
  }
  return Error("ledger_profile_unknown", {{"profile", std::string(id)}});
}

std::vector<std::string> shipped_profiles() {
  std::vector<std::string> out;
  for (const auto& file : embedded::shipped_workflows()) {
    const std::string_view path = file.path;
    if (!path.starts_with(folder) || !path.ends_with(".yaml")) continue;
    out.emplace_back(path.substr(folder.size(), path.size() - folder.size() - 5));
  }
  return out;
}

ProfileKind kind_of(const Profile& profile) {
  if (!profile.workflow.empty()) return ProfileKind::cases;
  const bool people = std::any_of(profile.columns.begin(), profile.columns.end(),
                                  [](const auto& column) { return column.to.starts_with("person."); });
  return people ? ProfileKind::people : ProfileKind::units;
}

boost::json::object to_json(const Profile& profile) {
  boost::json::object out{{"id", profile.id}, {"title", profile.title}, {"workflow", profile.workflow}};
  out["identity"] = boost::json::array(profile.identity.begin(), profile.identity.end());
  boost::json::array columns;
  for (const auto& column : profile.columns) {
    columns.push_back(boost::json::object{
        {"to", column.to}, {"headings", boost::json::array(column.headings.begin(), column.headings.end())}});
  }
  out["columns"] = std::move(columns);
  boost::json::object values;
  for (const auto& [target, table] : profile.values) {
    boost::json::object entries;
    for (const auto& [written, meant] : table) entries[written] = meant;
    values[target] = std::move(entries);
  }
  out["values"] = std::move(values);
  boost::json::object defaults;
  for (const auto& [target, text] : profile.defaults) defaults[target] = text;
  out["defaults"] = std::move(defaults);
  out["datum"] = name_of(profile.datum);
  out["clocks"] = boost::json::array(profile.clocks.begin(), profile.clocks.end());
  out["open_state"] = profile.open_state;
  out["closed_state"] = profile.closed_state;
  out["ignored"] = boost::json::array(profile.ignored.begin(), profile.ignored.end());
  return out;
}

Result<Profile> profile_from_json(const boost::json::value& json) {
  const auto invalid = [](const char* part) { return Error("ledger_profile_invalid", {{"part", part}}); };
  if (!json.is_object()) return invalid("profile");
  const auto& object = json.get_object();
  Profile out;
  out.id = string_of(object, "id");
  if (out.id.empty()) return invalid("id");
  out.title = string_of(object, "title");
  out.workflow = string_of(object, "workflow");
  out.identity = strings_of(object, "identity");
  const auto* columns = object.if_contains("columns");
  if (columns == nullptr || !columns->is_array()) return invalid("columns");
  for (const auto& item : columns->get_array()) {
    if (!item.is_object()) return invalid("columns");
    ProfileColumn column{string_of(item.get_object(), "to"), strings_of(item.get_object(), "headings")};
    if (column.to.empty() || column.headings.empty()) return invalid("columns");
    out.columns.push_back(std::move(column));
  }
  if (const auto* values = object.if_contains("values"); values != nullptr && values->is_object()) {
    for (const auto& table : values->get_object()) {
      if (!table.value().is_object()) return invalid("values");
      for (const auto& entry : table.value().get_object()) {
        if (!entry.value().is_string()) return invalid("values");
        out.add_meaning(table.key(), entry.key(), std::string(entry.value().get_string()));
      }
    }
  }
  if (const auto* defaults = object.if_contains("defaults"); defaults != nullptr && defaults->is_object()) {
    for (const auto& entry : defaults->get_object()) {
      if (!entry.value().is_string()) return invalid("defaults");
      out.defaults[std::string(entry.key())] = std::string(entry.value().get_string());
    }
  }
  out.clocks = strings_of(object, "clocks");
  out.open_state = string_of(object, "open_state");
  out.closed_state = string_of(object, "closed_state");
  out.ignored = strings_of(object, "ignored");
  const std::string datum = string_of(object, "datum");
  if (!datum.empty()) {
    const auto known = datum_of(datum);
    if (!known) return invalid("datum");
    out.datum = *known;
  }
  return out;
}

}  // namespace bihuan::ledger

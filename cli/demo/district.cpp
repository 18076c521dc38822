#include "cli/demo/district.h"

#include <span>
#include <stdexcept>

#include "engine/base/embedded.h"
#include "engine/yaml/parse.h"

namespace bihuan::embedded {
std::span<const File> demonstration();
}

namespace bihuan::cli::demo {
namespace {

const yaml::Node& need(const yaml::Node& map, std::string_view key) {
  const yaml::Node* found = map.find(key);
  if (found == nullptr) throw std::logic_error("district.yaml: " + std::string(key) + " is missing");
  return *found;
}

std::vector<std::string> texts(const yaml::Node& list) {
  std::vector<std::string> out;
  for (const auto& item : list.items) out.push_back(item.text);
  return out;
}

}  // namespace

District read_district() {
  const auto file = embedded::demonstration().front();
  const auto document = yaml::load(std::string(file.bytes), "district.yaml");
  if (!document) throw std::logic_error("district.yaml: " + document.error().message());
  const yaml::Node& root = document->root;
  District district;
  const auto& bureau = need(root, "bureau");
  district.bureau = {need(bureau, "id").text, need(bureau, "title").text, "bureau", "", 0, {}};
  for (const auto& each : need(root, "units").items) {
    district.units.push_back(
        {{need(each, "id").text, need(each, "title").text, need(each, "kind").text, district.bureau.id, 0, {}},
         std::stod(need(each, "lat").text),
         std::stod(need(each, "lon").text),
         std::stod(need(each, "share").text)});
  }
  for (const auto& entry : need(root, "subjects").entries) district.subjects[entry.key.text] = texts(entry.value);
  for (const auto& entry : need(root, "weights").entries)
    district.weights[entry.key.text] = std::stod(entry.value.text);
  for (const auto& field : need(root, "shares").entries) {
    for (const auto& entry : field.value.entries)
      district.shares[field.key.text].emplace_back(entry.key.text, std::stod(entry.value.text));
  }
  for (const auto& entry : need(root, "rests").entries) district.rests[entry.key.text] = std::stod(entry.value.text);
  district.once = texts(need(root, "once"));
  district.detail = need(root, "detail").text;
  for (const auto& entry : need(root, "phrases").entries) district.phrases[entry.key.text] = texts(entry.value);
  district.texts = texts(need(root, "texts"));
  district.sites = texts(need(root, "sites"));
  district.villages = texts(need(root, "villages"));
  return district;
}

Staff make_staff(const District& district, core::Millis from) {
  Staff staff;
  const auto add = [&](const std::string& id, const std::string& name, const std::string& unit,
                       const std::vector<std::string>& roles) {
    staff.persons.push_back({id, name, unit, "", "", true});
    for (const auto& role : roles) staff.roles.push_back({id, role, unit, from, {}});
  };
  const std::string& bureau = district.bureau.id;
  add("clerk1", "演示信访专员一", bureau, {"clerk"});
  add("clerk2", "演示信访专员二", bureau, {"clerk"});
  add("leader1", "演示分管领导", bureau, {"leader"});
  add("command1", "演示指挥室值班员", bureau, {"command_room"});
  add("acceptance1", "演示验收组员", bureau, {"acceptance"});
  add("sysadmin", "演示系统管理员", bureau, {"system_admin"});
  add("secadmin", "演示安全管理员", bureau, {"security_admin"});
  add("auditor", "演示审计管理员", bureau, {"audit_admin"});
  add("bureau_handler", "演示分局承办人", bureau, {"handler"});
  add("bureau_head", "演示分局负责人", bureau, {"unit_leader"});
  for (const auto& each : district.units) {
    const auto& unit = each.unit;
    add(unit.id + "_handler", unit.title + "演示承办人", unit.id, {"handler"});
    add(unit.id + "_leader", unit.title + "演示负责人", unit.id, {"unit_leader"});
    if (unit.kind == "department") continue;
    for (int i = 1; i <= 3; ++i) {
      const auto number = std::to_string(i);
      add(unit.id + "_grid" + number, unit.title + "演示网格员" + number, unit.id, {"grid_member"});
    }
  }
  return staff;
}

}  // namespace bihuan::cli::demo

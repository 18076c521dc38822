// Planted repeats: the same matter told again in other words, by the same person, from the same place, or anonymously.
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using expression::Value;

namespace {

struct Told {
  std::string subject, summary;
  double lat, lon;
};

core::FileCase filing(const Told& told) {
  core::FileCase out;
  out.workflow = "grid-report";
  out.fields = test::report_fields(told.subject, told.summary);
  for (auto& [name, value] : out.fields) {
    if (name == "place") value = test::place(told.lat, told.lon, told.subject);
  }
  return out;
}

}  // namespace

TEST_CASE("at least nine of ten planted repeats are among the first five suggestions", "[duplicates]") {
  test::Office office;
  std::mt19937 random(11);
  const std::vector<std::string> places = {"锦屏街道中山路",   "岳林街道长汀村", "江口街道滨江路", "西坞街道庙后周村",
                                           "萧王庙街道大埠村", "方桥街道朱应村", "莼湖街道桐照村", "尚田街道下王村",
                                           "溪口镇武岭路",     "松岙镇海沿村"};
  const std::vector<std::string> matters = {"工地夜间打桩施工噪声影响睡眠",
                                            "餐馆油烟直接排放到居民窗口",
                                            "小河水质发黑有臭味死鱼",
                                            "工厂喷漆异味刺鼻头晕",
                                            "有人半夜倾倒建筑垃圾和泥浆",
                                            "养猪场粪水流到农田里",
                                            "广场音响声音太大",
                                            "石材加工粉尘满天飞",
                                            "垃圾焚烧冒黑烟",
                                            "化工桶露天堆放渗漏"};
  const std::vector<std::string> noise = {"多次反映没有人管", "希望有关部门尽快处理", "已经持续一个多月",
                                          "老人孩子受不了", "请核实情况"};
  std::vector<runtime::Request> background;
  for (int i = 0; i < 400; ++i) {
    const Told told{places[random() % 10] + std::to_string(random() % 200) + "号",
                    matters[random() % 10] + "，" + noise[random() % 5],
                    29.4 + static_cast<double>(random() % 4000) / 10000,
                    121.2 + static_cast<double>(random() % 4000) / 10000};
    background.push_back(office.request("grid_member-shangtian", 0, filing(told)));
  }
  for (const auto& reply : office.service->execute_all(std::move(background))) REQUIRE(reply.has_value());
  int found = 0;
  const int planted = 40;
  for (int i = 0; i < planted; ++i) {
    const auto place = places[random() % 10] + "幸福巷" + std::to_string(300 + i) + "号";
    const auto& matter = matters[random() % 10];
    const double lat = 29.4 + static_cast<double>(random() % 4000) / 10000,
                 lon = 121.2 + static_cast<double>(random() % 4000) / 10000;
    const std::string phone = "139" + std::to_string(10000000 + i);
    auto first =
        office.request("grid_member-shangtian", 0, filing({place, matter + "，" + noise[random() % 5], lat, lon}));
    // Every third is told again by the same person about the same place in quite other words, every third anonymously.
    const bool same_person = i % 3 == 0;
    if (same_person) first.parties = {{"", "reporter", "王某" + std::to_string(i), phone, "", "", {}}};
    const auto original = office.service->execute(std::move(first));
    INFO((original ? std::string() : original.error().code));
    REQUIRE(original.has_value());
    const Told again = i % 3 == 1
                           ? Told{place + "门口", "还是那个问题：" + matter + noise[random() % 5], lat + 0.2, lon}
                           : Told{"家门口的老问题", "又开始了，" + noise[random() % 5], lat + 0.0005, lon - 0.0004};
    std::vector<runtime::PartyData> parties;
    if (same_person) parties = {{"", "reporter", "王某" + std::to_string(i), "+86 " + phone, "", "", {}}};
    office.clock.advance(test::hour);
    const auto hits = office.service->likely_repeats(filing(again), parties, {.all = true}, 5);
    const bool hit =
        std::any_of(hits.begin(), hits.end(), [&](const auto& each) { return each.row.id == original->case_id; });
    found += hit ? 1 : 0;
    for (const auto& each : hits) CHECK_FALSE(each.reasons.empty());
  }
  INFO(found << " of " << planted);
  CHECK(found * 10 >= planted * 9);
}

TEST_CASE("a case that one may not see is not suggested", "[duplicates]") {
  test::Office office;
  const Told told{"锦屏街道中山路1号", "工地夜间打桩", 29.65, 121.40};
  REQUIRE(office.service->execute(office.request("grid_member-shangtian", 0, filing(told))).has_value());
  CHECK(office.service->likely_repeats(filing(told), {}, {.all = true}, 5).size() == 1);
  CHECK(office.service->likely_repeats(filing(told), {}, {.units = {"xikou"}, .person = "handler-xikou"}, 5).empty());
}

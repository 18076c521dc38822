#include "engine/ledger/matching.h"

#include "engine/ledger/normal.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::ledger;

TEST_CASE("text is compared without width, blanks and brackets of another kind", "[matching]") {
  CHECK(normal("　整改时限（年 月）：") == "整改时限(年月)");
  CHECK(normal("ＰＭ２．５") == "pm2.5");
  CHECK(normal("【甲】") == "(甲)");
  CHECK(half_width("　Ａ１ 乙　") == "A1 乙");
  CHECK(split_list("大气、水, 噪声；固废\n土壤") == std::vector<std::string>{"大气", "水", "噪声", "固废", "土壤"});
  CHECK(split_list(" 、，").empty());
}

TEST_CASE("a choice is found by its name, or by the only one that is like it", "[matching]") {
  const std::vector<std::string> types = {"大气", "水", "噪声", "固废", "其他"};
  CHECK(match_choice("大气", types) == "大气");
  CHECK(match_choice("大气污染", types) == "大气");
  CHECK(match_choice(" 水 ", types) == "水");
  CHECK_FALSE(match_choice("大气和噪声", types));  // two are like it
  CHECK_FALSE(match_choice("光", types));
  CHECK_FALSE(match_choice("", types));
  CHECK(match_choice("12345", {"12345热线", "12369平台"}) == "12345热线");
}

TEST_CASE("yes and no in the words of ledgers", "[matching]") {
  for (const char* yes : {"是", "√", "有", "Y", "Yes", "1", "TRUE"}) CHECK(match_yes_no(yes) == true);
  for (const char* no : {"否", "×", "无", "N", "no", "0", "未"}) CHECK(match_yes_no(no) == false);
  CHECK_FALSE(match_yes_no("也许"));
}

TEST_CASE("numbers with signs, units and ten thousands", "[matching]") {
  CHECK(*match_number("1,234.5") == Approx(1234.5));
  CHECK(*match_number("１２人") == Approx(12));
  CHECK(*match_number("85%") == Approx(85));
  CHECK(*match_number("1.2万元") == Approx(12000));
  CHECK(*match_number("0.5亿") == Approx(5e7));
  CHECK(*match_number("-3") == Approx(-3));
  for (const char* text : {"", "三", "1.2.3", "1-2", "abc", "."}) {
    INFO(text);
    CHECK_FALSE(match_number(text));
  }
}

TEST_CASE("units are found by title, id or the part that is theirs alone", "[matching]") {
  const std::vector<core::Unit> units = {{"jinping", "锦屏街道", "street", "district", 0, {}},
                                         {"xikou", "溪口镇", "town", "district", 0, {}},
                                         {"housing", "住房和城乡建设局", "department", "district", 0, {}},
                                         {"water", "水利局", "department", "district", 0, {}},
                                         {"old", "旧镇", "town", "district", 0, 1},
                                         {"water2", "水利局", "department", "city", 0, {}}};
  const UnitNames names(units);
  CHECK(names.find("锦屏街道") == "jinping");
  CHECK(names.find("锦屏") == "jinping");
  CHECK(names.find("奉化区溪口镇") == "xikou");
  CHECK(names.find("xikou") == "xikou");
  CHECK_FALSE(names.find("水利局"));  // two have this name
  CHECK_FALSE(names.find("旧镇"));    // no longer
  CHECK_FALSE(names.find("镇"));
  CHECK_FALSE(names.find("大堰镇"));
  CHECK(names.suggestions("锦江街道").find("锦屏街道") != std::string::npos);
}

#include "engine/core/people.h"

#include "tests/support/catch.h"

using namespace bihuan::core;

namespace {

Organisation district() {
  return Organisation({{"district", "区", "bureau", "", 0, {}},
                       {"xikou", "溪口镇", "town", "district", 0, {}},
                       {"village", "一村", "village", "xikou", 0, {}},
                       {"old", "旧镇", "town", "district", 0, 100},
                       {"loop", "圈", "village", "loop2", 0, {}},
                       {"loop2", "圈二", "village", "loop", 0, {}}},
                      {{"a", "甲", "xikou", "", "", true},
                       {"b", "乙", "district", "", "", true},
                       {"c", "丙", "district", "", "", false},
                       {"d", "丁", "district", "", "", true}},
                      {{"a", "handler", "xikou", 0, {}},
                       {"a", "handler", "old", 0, 100},
                       {"b", "handler", "district", 50, {}},
                       {"c", "handler", "xikou", 0, {}},
                       {"b", "leader", "district", 0, 60}},
                      {{"a", "d", 200, 300, "休假"}});
}

}  // namespace

TEST_CASE("the tree of units on a day", "[people]") {
  const auto organisation = district();
  CHECK(organisation.is_within("village", "district", 10));
  CHECK(organisation.is_within("xikou", "xikou", 10));
  CHECK_FALSE(organisation.is_within("district", "xikou", 10));
  CHECK(organisation.is_within("old", "district", 99));
  CHECK_FALSE(organisation.is_within("old", "district", 100));
  CHECK_FALSE(organisation.is_within("loop", "district", 10));
  CHECK_FALSE(organisation.is_within("nowhere", "district", 10));
  CHECK(organisation.units_below("district", 10) == std::vector<std::string>{"district", "xikou", "old", "village"});
  CHECK(organisation.units_below("district", 100) == std::vector<std::string>{"district", "xikou", "village"});
  CHECK(organisation.units_below("loop", 1).size() == 2);
  CHECK(organisation.units_below("nowhere", 1).empty());
}

TEST_CASE("who holds a role, at a unit and on a day, deputies included", "[people]") {
  const auto organisation = district();
  CHECK(organisation.holders("handler", "xikou", 10) == std::vector<std::string>{"a"});  // c is not active
  CHECK(organisation.holders("handler", "", 10) == std::vector<std::string>{"a"});
  CHECK(organisation.holders("handler", "", 50) == std::vector<std::string>{"a", "b"});
  CHECK(organisation.holders("handler", "old", 100).empty());
  CHECK(organisation.holders("handler", "xikou", 250) == std::vector<std::string>{"a", "d"});
  CHECK(organisation.holders("handler", "xikou", 300) == std::vector<std::string>{"a"});
  CHECK(organisation.holders("nothing", "", 10).empty());
}

TEST_CASE("a person as an actor, also in somebody's place", "[people]") {
  const auto organisation = district();
  const auto b = organisation.actor("b", 10);
  REQUIRE(b);
  CHECK(b->unit == "district");
  CHECK(b->holds("leader"));
  CHECK_FALSE(b->holds("handler"));  // from 50 on
  CHECK_FALSE(organisation.actor("b", 60)->holds("leader"));
  CHECK(organisation.actor("b", 60)->holds_at("handler", "district"));
  CHECK_FALSE(organisation.actor("b", 60)->holds_at("handler", "xikou"));
  CHECK_FALSE(organisation.actor("c", 10));
  CHECK_FALSE(organisation.actor("nobody", 10));
  const auto deputy = organisation.actor("d", 250, "a");
  REQUIRE(deputy);
  CHECK(deputy->person == "d");
  CHECK(deputy->on_behalf_of == "a");
  CHECK(deputy->unit == "xikou");
  CHECK(deputy->holds_at("handler", "xikou"));
  CHECK_FALSE(organisation.actor("d", 300, "a"));
  CHECK_FALSE(organisation.actor("b", 250, "a"));
  CHECK_FALSE(organisation.actor("d", 250)->holds("handler"));
}

// Figures and circulars over the API: who may see them, what they answer, editing under a version.
#include <boost/json.hpp>

#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

TEST_CASE("figures are for roles that see the whole bureau", "[api]") {
  Desk desk({.workflows = {"grid-report", "circular"}});
  CHECK(desk.get("handler-shangtian", "/api/v1/statistics").status == 403);
  CHECK(desk.get("handler-shangtian", "/api/v1/dashboards/overview").status == 403);
  const auto figures = desk.get("command", "/api/v1/statistics?month=2022-06&by=type&measures=received,closed");
  CHECK(figures.status == 200);
  const auto overview = desk.get("command", "/api/v1/dashboards/overview?month=2022-06");
  REQUIRE(overview.status == 200);
  CHECK(overview.body.at("month").as_string() == "2022-06");
  CHECK(overview.body.at("as_of").as_string() == "2022-06-06");  // the month still runs
  CHECK(desk.get("command", "/api/v1/dashboards/overview?month=2022-13").status == 422);
}

TEST_CASE("a circular that is not there is not found", "[api]") {
  Desk desk({.workflows = {"grid-report", "circular"}});
  const auto list = desk.get("command", "/api/v1/circulars");
  REQUIRE(list.status == 200);
  CHECK(list.body.at("items").as_array().empty());
  CHECK(desk.get("command", "/api/v1/circulars/2022-05").status == 404);
  CHECK(desk.get("handler-shangtian", "/api/v1/circulars").status == 403);
  CHECK(desk.post("handler-shangtian", "/api/v1/circulars", R"({"month":"2022-05"})").status == 403);
}

TEST_CASE("a clerk drafts a circular, edits it under its version, and takes it as a document", "[api]") {
  Desk desk({.workflows = {"grid-report", "circular"}});
  const auto made = desk.post("clerk", "/api/v1/circulars", R"({"month":"2022-05"})");
  REQUIRE(made.status == 200);
  CHECK(made.body.at("state").at("id").as_string() == "draft");
  CHECK(made.body.at("sections").as_array().size() == 7);
  CHECK(desk.post("clerk", "/api/v1/circulars", R"({"month":"2022-05"})").status == 409);
  const std::string path = "/api/v1/circulars/2022-05";
  const std::string change =
      R"({"next_steps":["（一）加强巡查。"],"cases":[{"title":"某厂废气","unit":"溪口镇","outcome":"已整改。"}]})";
  const auto edited = desk.send("clerk", http::Method::patch, path, change, made.etag);
  REQUIRE(edited.status == 200);
  CHECK(edited.body.at("sections").at(6).at("text").as_string() == "（一）加强巡查。");
  CHECK(edited.body.at("sections").at(5).at("text").as_string() == "1.某厂废气（溪口镇）。已整改。");
  CHECK(desk.send("clerk", http::Method::patch, path, change, made.etag).status == 412);
  const auto html = desk.get("command", path + "/file.html");
  CHECK(html.status == 200);
  CHECK(desk.get("command", path + "/file.exe").status == 422);
}

TEST_CASE("a figure opens the cases behind it, for those who may see it", "[api]") {
  Desk desk({.workflows = {"petition", "circular"}});
  for (const char* type : {"大气", "大气", "水"}) {
    const auto filed = desk.post("clerk", "/api/v1/cases",
                                 std::string(R"({"workflow":"petition","fields":{
      "channel":"来信","subject":"某厂异味","summary":"夜间异味","site":"某厂","class":"检举控告","types":[")") +
                                     type + R"("],
      "place":{"text":"锦屏","lat":29.6,"lon":121.4,"unit":"jinping"}}})");
    INFO(filed.text);
    REQUIRE(filed.status == 201);
  }
  const std::string list = "/api/v1/statistics/cases?month=2022-06&dimension=type&key=%E5%A4%A7%E6%B0%94";
  const auto air = desk.get("command", list);
  REQUIRE(air.status == 200);
  CHECK(air.body.at("total").as_int64() == 2);
  CHECK(air.body.at("figure").as_string() == "2");
  CHECK(air.body.at("items").at(0).at("number").as_string() == "奉环信〔2022〕1号");
  const auto paged = desk.get("command", list + "&limit=1");
  CHECK(paged.body.at("items").as_array().size() == 1);
  CHECK(paged.body.at("next").as_string() == "1");
  CHECK(desk.get("command", list + "&limit=1&after=1").body.at("items").at(0).at("id").as_int64() == 2);
  CHECK(desk.get("handler-shangtian", list).status == 403);
  CHECK(desk.get("command", "/api/v1/statistics/cases?measure=nonsense").status == 422);

  // a rate names the two counts it is made of, each of which opens
  const auto overview = desk.get("command", "/api/v1/dashboards/overview?month=2022-06");
  for (const auto& rate : overview.body.at("rates").as_array()) {
    for (const char* part : {"count", "base"}) {
      const auto behind = desk.get(
          "command", "/api/v1/statistics/cases?month=2022-06&measure=" + std::string(rate.at(part).as_string()));
      CHECK(behind.status == 200);
    }
  }
  REQUIRE_FALSE(overview.body.at("places").as_array().empty());
  const auto& place = overview.body.at("places").at(0);
  const auto there = desk.get(
      "command", "/api/v1/statistics/cases?month=2022-06&place_of=" + std::to_string(place.at("place_of").as_int64()));
  CHECK(there.body.at("total").as_int64() == place.at("month").as_int64());

  REQUIRE(desk.post("clerk", "/api/v1/circulars", R"({"month":"2022-06"})").status == 200);
  const auto circular = desk.get("command", "/api/v1/circulars/2022-06");
  const auto& row = circular.body.at("tables").at(0).at("rows").as_array().front().as_array();
  CHECK(row.at(2).at("text").as_string() == "3");
  const std::string unit(row.at(2).at("drill").at("key").as_string());
  CHECK(unit == "jinping");
  const auto behind = desk.get("command", "/api/v1/circulars/2022-06/cases?window=month&dimension=unit&key=" + unit);
  REQUIRE(behind.status == 200);
  CHECK(behind.body.at("as_counted").as_bool());
  CHECK(behind.body.at("items").as_array().size() == 3);
  CHECK(desk.get("handler-shangtian", "/api/v1/circulars/2022-06/cases").status == 403);
  CHECK(desk.get("command", "/api/v1/circulars/2022-06/revisions/0/file.html").status == 404);
}

TEST_CASE("a draft is counted anew and keeps what a person wrote", "[api]") {
  Desk desk({.workflows = {"petition", "circular"}});
  const auto made = desk.post("clerk", "/api/v1/circulars", R"({"month":"2022-05"})");
  REQUIRE(made.status == 200);
  const std::string path = "/api/v1/circulars/2022-05";
  const auto edited = desk.send("clerk", http::Method::patch, path,
                                R"({"sections":[{"id":2,"text":"张三丰先生来电13805741234。"}]})", made.etag);
  REQUIRE(edited.status == 200);
  CHECK(edited.body.at("sections").at(2).at("edited").as_bool());
  CHECK(edited.body.at("recognisable").as_array().size() == 1);
  CHECK(desk.send("clerk", http::Method::post, path + "/refresh", "{}", made.etag).status == 412);
  const auto fresh = desk.send("clerk", http::Method::post, path + "/refresh", "{}", edited.etag);
  INFO(fresh.text);
  REQUIRE(fresh.status == 200);
  CHECK(fresh.body.at("sections").at(2).at("text").as_string() == "张三丰先生来电13805741234。");
  CHECK(desk.send("command", http::Method::post, path + "/refresh", "{}", fresh.etag).status == 403);
}

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

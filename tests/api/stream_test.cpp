// Who hears of a change: exactly those to whom the case shows.
#include "tests/api/desk.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

struct Streamed : Desk {
  Streamed() : Desk({.workflows = {"grid-report", "petition"}}) {
    office.service->on_change([this](const runtime::CaseChanged& change) { api::publish_change(events, change); });
  }
  // What the person's stream has to say since the last time.
  std::string heard(const std::string& person) {
    auto& stream = streams_[person];
    if (!stream) stream = open(person, {});
    return stream->take();
  }
  std::shared_ptr<http::EventSubscription> open(const std::string& person, const std::string& last_id) {
    auto body = send_raw(person, "/api/v1/stream", last_id).body;
    auto* stream = std::get_if<std::shared_ptr<http::EventSubscription>>(&body);
    REQUIRE(stream != nullptr);
    return *stream;
  }

 private:
  std::map<std::string, std::shared_ptr<http::EventSubscription>> streams_;
};

const std::vector<std::string> everybody = {"clerk",
                                            "leader",
                                            "command",
                                            "handler-jinping",
                                            "handler-xikou",
                                            "unit_leader-xikou",
                                            "grid_member-jinping",
                                            "grid_member-shangtian",
                                            "outsider"};

}  // namespace

TEST_CASE("the stream tells of a case exactly those who may read it", "[api][stream]") {
  Streamed desk;
  const auto done = desk.office.writer->run([](runtime::WriteSession& session) -> Result<void> {
    session.directory().put_person({"outsider", "外人", "", "", "", true});
    session.directory().put_person({"clerk-xikou", "溪口专员", "xikou", "", "", true});
    session.directory().add_role({"clerk-xikou", "clerk", "xikou", 0, {}});
    return {};
  });
  REQUIRE(done);
  auto people = everybody;
  people.push_back("clerk-xikou");
  for (const auto& person : people) CHECK(desk.heard(person).empty());
  const auto petition = desk.post("clerk", "/api/v1/cases", R"({"workflow":"petition","fields":{"channel":"来信",
    "subject":"油烟","summary":"夜间油烟","class":"申诉求决","purpose":"求决","types":["大气"],"people_count":1,"site":"某店",
    "place":{"text":"溪口","lat":29.68,"lon":121.27}},"parties":[{"kind":"accused","name":"xikou"}]})");
  INFO(petition.text);
  REQUIRE(petition.status == 201);
  const std::int64_t ids[] = {desk.file_report(), petition.body.at("id").as_int64()};
  for (const auto& person : people) {
    const auto told = desk.heard(person);
    for (const auto id : ids) {
      const bool seen = desk.get(person, "/api/v1/cases/" + std::to_string(id)).status == 200;
      INFO(person << " " << id << " " << told);
      CHECK((told.find("event: case\ndata: {\"id\":" + std::to_string(id) + ",") != std::string::npos) == seen);
    }
  }
  CHECK(desk.heard("clerk-xikou").empty());
}

TEST_CASE("who comes back with the last id hears what was missed and may be heard, no more", "[api][stream]") {
  Streamed desk;
  desk.file_report();
  const auto first = desk.open("command", "");
  const auto id = desk.file_report();
  const auto told = first->take();
  const auto last = told.substr(4, told.find('\n') - 4);
  const auto later = desk.file_report();
  const auto again = desk.open("command", last)->take();
  CHECK(again.find("{\"id\":" + std::to_string(later) + ",") != std::string::npos);
  CHECK(again.find("{\"id\":" + std::to_string(id) + ",") == std::string::npos);
  CHECK(desk.open("handler-xikou", last)->take().find("event: case") == std::string::npos);
  CHECK(desk.open("command", "other-epoch-1")->take().find("event: reset") != std::string::npos);
}

TEST_CASE("a stream ends after a while, so that rights are asked anew", "[api][stream]") {
  Streamed desk;
  const auto stream = desk.open("command", "");
  desk.office.clock.advance(4 * 60'000);
  CHECK_FALSE(stream->ended());
  desk.office.clock.advance(60'000);
  CHECK(stream->ended());
}

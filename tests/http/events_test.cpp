#include "web/http/events.h"

#include "tests/support/catch.h"

using namespace bihuan::http;

namespace {

bool all(const ServerEvent&) {
  return true;
}

EventFilter for_person(std::string person) {
  return [person = std::move(person)](const ServerEvent& event) {
    return event.audience.empty() || event.audience == person;
  };
}

}  // namespace

TEST_CASE("an event reaches those whom it is for", "[events]") {
  EventHub hub("e1");
  const auto a = hub.subscribe("", for_person("a"));
  const auto b = hub.subscribe("", for_person("b"));
  int woken = 0;
  a->on_ready([&] { ++woken; });
  hub.publish({.name = "inbox", .data = "{\"n\":1}", .audience = "a"});
  hub.publish({.name = "ping", .data = "{}"});
  CHECK(a->take() == "id: e1-1\nevent: inbox\ndata: {\"n\":1}\n\nid: e1-2\nevent: ping\ndata: {}\n\n");
  CHECK(b->take() == "id: e1-2\nevent: ping\ndata: {}\n\n");
  CHECK(a->take().empty());
  CHECK(woken == 2);
}

TEST_CASE("who comes back with the last id misses nothing", "[events]") {
  EventHub hub("e1", 3);
  for (int i = 1; i <= 5; ++i) hub.publish({.name = "case", .data = std::to_string(i)});
  CHECK(hub.subscribe("e1-3", all)->take() == "id: e1-4\nevent: case\ndata: 4\n\nid: e1-5\nevent: case\ndata: 5\n\n");
  CHECK(hub.subscribe("e1-2", all)->take().starts_with("id: e1-3"));
  CHECK(hub.subscribe("e1-5", all)->take().empty());
  CHECK(hub.subscribe("", all)->take().empty());
  // What was missed is no longer kept, or the id is of another process, or of the future: read everything again.
  for (const char* id : {"e1-1", "e0-4", "e1-6", "e1-", "e1-x", "nonsense"}) {
    INFO(id);
    CHECK(hub.subscribe(id, all)->take() == "id: e1-5\nevent: reset\ndata: {}\n\n");
  }
}

TEST_CASE("a slow reader is cut off, and closing ends all", "[events]") {
  EventHub hub("e1", 0, 2);
  const auto slow = hub.subscribe("", all);
  for (int i = 0; i < 3; ++i) hub.publish({.name = "x", .data = "1"});
  CHECK_FALSE(slow->ended());
  hub.publish({.name = "x", .data = "1"});
  CHECK(slow->ended());
  const auto other = hub.subscribe("", all);
  CHECK(hub.subscribers() == 1);
  bool woken = false;
  other->on_ready([&] { woken = true; });
  hub.close();
  CHECK(woken);
  CHECK(other->ended());
  CHECK(hub.subscribe("", all)->ended());
}

TEST_CASE("data cannot break out of its frame", "[events][attack]") {
  EventHub hub("e");
  const auto reader = hub.subscribe("", all);
  hub.publish({.name = "x", .data = "a\n\nevent: forged\rdata: b"});
  CHECK(reader->take() == "id: e-1\nevent: x\ndata: a\ndata: \ndata: event: forged\ndata: data: b\n\n");
}

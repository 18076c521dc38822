#include "engine/runtime/housekeeping.h"

#include <boost/json.hpp>

#include "engine/runtime/audit.h"
#include "engine/runtime/verify.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

std::vector<runtime::OutboxItem> waiting_mail(test::Office& office) {
  return office.store->read()->mail().outbox(runtime::OutboxState::pending, 100, "").items;
}

}  // namespace

TEST_CASE("a checkpoint is signed when it is due, and its head leaves by mail", "[housekeeping]") {
  test::Office office;
  static_cast<void>(office.file_report("grid_member-shangtian").value());
  runtime::Housekeeping housekeeping(
      *office.service, *office.sealing, *office.blobs,
      {.checkpoint_every = 12 * test::hour, .heads_to = {"a@safe.example", "b@safe.example"}});
  CHECK(housekeeping.work_off().checkpoint);
  CHECK_FALSE(housekeeping.work_off().checkpoint);
  const auto sent = waiting_mail(office);
  REQUIRE(sent.size() == 2);
  CHECK(sent[0].channel == "mail");
  CHECK(sent[0].target != sent[1].target);
  CHECK(sent[0].stable_id != sent[1].stable_id);

  // What arrives is enough to check by, in whatever text it stands.
  const auto body = boost::json::parse(sent[0].body).as_object();
  const std::string saved = "Subject: checkpoint\n\n" + std::string(body.at("head").as_string()) + "\n-- \n";
  const auto heads = runtime::read_exported_checkpoints(saved).value();
  REQUIRE(heads.size() == 1);
  const auto stored = office.store->read()->cases().checkpoints();
  REQUIRE(stored.size() == 1);
  CHECK(heads[0].id == stored[0].id);
  CHECK(heads[0].root == stored[0].root);
  CHECK(runtime::signature_holds(heads[0]));

  office.clock.advance(11 * test::hour);
  CHECK_FALSE(housekeeping.work_off().checkpoint);
  office.clock.advance(test::hour);
  CHECK(housekeeping.work_off().checkpoint);
  CHECK(waiting_mail(office).size() == 4);
  CHECK(office.verified() == "");
}

TEST_CASE("without an address no mail is written", "[housekeeping]") {
  test::Office office;
  runtime::Housekeeping housekeeping(*office.service, *office.sealing, *office.blobs, {});
  CHECK(housekeeping.work_off().checkpoint);
  CHECK(waiting_mail(office).empty());
}

TEST_CASE("contents that no case names go once they are a week old, when a sweep is due", "[housekeeping]") {
  test::Office office;
  office.clock.set(runtime::SystemClock().now());  // files carry the machine's time
  const auto put = [&](const std::string& bytes) {
    auto upload = office.blobs->begin(1 << 20);
    REQUIRE(upload->append(bytes).has_value());
    return upload->finish().value();
  };
  const auto id = office.file_report("grid_member-shangtian").value().case_id;
  const auto named = put("before.jpg");
  REQUIRE(office.service
              ->execute(office.request(
                  "grid_member-shangtian", id,
                  core::Attach{{"a1", named.hash, "before.jpg", named.media_type, named.bytes, "", "before"}}))
              .has_value());
  const auto orphan = put("nobody's");
  runtime::Housekeeping housekeeping(*office.service, *office.sealing, *office.blobs, {.sweep_every = 2 * test::day});
  CHECK(housekeeping.work_off().swept == 0);  // too young
  office.clock.advance(6 * test::day);
  CHECK(housekeeping.work_off().swept == 0);
  office.clock.advance(test::day + test::hour);
  CHECK(housekeeping.work_off().swept == 0);  // old enough, but its day has not come
  CHECK(office.blobs->size(orphan.hash).has_value());
  office.clock.advance(test::day);
  CHECK(housekeeping.work_off().swept == 1);
  CHECK_FALSE(office.blobs->size(orphan.hash).has_value());
  CHECK(office.blobs->intact(named.hash));
  CHECK(office.verified() == "");
}

TEST_CASE("answers are forgotten after their time, not before", "[housekeeping]") {
  test::Office office;
  static_cast<void>(office.file_report("grid_member-shangtian", "r1").value());
  runtime::Housekeeping housekeeping(*office.service, *office.sealing, *office.blobs, {});
  office.clock.advance(30 * test::day);
  CHECK(housekeeping.work_off().requests == 0);
  CHECK(office.file_report("grid_member-shangtian", "r1").value().repeated);
  office.clock.advance(1);
  CHECK(housekeeping.work_off().requests == 1);
}

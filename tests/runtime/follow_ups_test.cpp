#include "engine/runtime/follow_ups.h"

#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

bool linked(test::Office& office, std::int64_t id, const std::string& kind, std::int64_t other) {
  const auto& links = office.stored(id).state.links;
  return std::any_of(links.begin(), links.end(),
                     [&](const auto& link) { return link.kind == kind && link.case_id == other; });
}

}  // namespace

TEST_CASE("a merged case is known at its target too, once, also when asked twice", "[follow-ups]") {
  test::Office office;
  const auto target = office.file_report("grid_member-shangtian").value();
  const auto repeat = office.file_report("grid_member-xikou").value();
  const auto merged = office.service->execute(
      office.request("command", repeat.case_id, core::MergeInto{target.case_id, target.number, "同一件事"}));
  INFO((merged ? std::string() : merged.error().code));
  REQUIRE(merged.has_value());
  CHECK(linked(office, repeat.case_id, "merged_into", target.case_id));
  office.close();  // the follow-up waits in the file, not in memory
  office.open();
  runtime::FollowUps follow(*office.service);
  CHECK(follow.work_off() == 1);
  CHECK(linked(office, target.case_id, "merges", repeat.case_id));
  const auto events = office.stored(target.case_id).row.version;
  // The power goes between the command and the mark that it is done: the item comes again and changes nothing.
  CHECK(office.writer
            ->run([](runtime::WriteSession& session) -> Result<bool> {
              for (auto item : session.mail().outbox(runtime::OutboxState::sent, 10, "").items) {
                item.next_at = 0;
                session.mail().add_outbox(item);
              }
              return true;
            })
            .has_value());
  CHECK(follow.work_off() == 1);
  CHECK(office.stored(target.case_id).row.version == events);
  CHECK(follow.work_off() == 0);
  CHECK(office.verified() == "");
}

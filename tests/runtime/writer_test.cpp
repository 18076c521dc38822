#include "engine/runtime/writer.h"

#include <future>

#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

Result<void> put(runtime::WriteSession& session, const std::string& id, bool good) {
  const auto version = session.records().put_document({"note", id, 0, "text", 0, "clerk"});
  if (!version) return version.error();
  if (!good) return Error("not_found");
  return {};
}

}  // namespace

TEST_CASE("of pieces in one commit the one that is refused after it wrote harms no neighbour", "[writer][threads]") {
  test::Office office;
  std::promise<void> going;
  auto go = going.get_future();
  const auto before = office.writer->counts();
  std::vector<std::future<Result<void>>> answers;
  const auto submit = [&](runtime::Writer::Work work) {
    auto promise = std::make_shared<std::promise<Result<void>>>();
    answers.push_back(promise->get_future());
    office.writer->submit(runtime::Writer::Lane::people, std::move(work),
                          [promise](const Result<void>& result) { promise->set_value(result); });
  };
  // While the first waits, the others gather for one commit.
  submit([&](runtime::WriteSession&) -> Result<void> {
    go.wait();
    return Error("not_found");
  });
  while (office.writer->counts().waiting > 0) std::this_thread::yield();
  submit([](runtime::WriteSession& session) { return put(session, "first", true); });
  submit([](runtime::WriteSession& session) { return put(session, "refused", false); });
  submit([](runtime::WriteSession& session) { return put(session, "last", true); });
  going.set_value();
  std::vector<bool> good;
  for (auto& answer : answers) good.push_back(answer.get().has_value());
  CHECK(good == std::vector<bool>{false, true, false, true});
  auto session = office.store->read();
  CHECK(session->records().document("note", "first").has_value());
  CHECK_FALSE(session->records().document("note", "refused").has_value());
  CHECK(session->records().document("note", "last").has_value());
  CHECK(office.writer->counts().commits == before.commits + 1);
}

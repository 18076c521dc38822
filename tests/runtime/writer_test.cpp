#include "engine/runtime/writer.h"

#include <atomic>
#include <future>
#include <thread>

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

TEST_CASE("in the commit for which somebody waits stand few pieces of the background", "[writer][threads]") {
  test::Office office;
  std::promise<void> going;
  auto go = going.get_future();
  office.writer->submit(runtime::Writer::Lane::people,
                        [&](runtime::WriteSession&) -> Result<void> {
                          go.wait();
                          return Error("not_found");
                        },
                        {});
  while (office.writer->counts().waiting > 0) std::this_thread::yield();
  const auto before = office.writer->counts().pieces;
  std::atomic<int> left = 20;
  std::promise<void> all_done;
  for (int i = 0; i < 20; ++i) {
    office.writer->submit(
        runtime::Writer::Lane::background,
        [i](runtime::WriteSession& session) { return put(session, std::to_string(i), true); },
        [&](const Result<void>&) {
          if (--left == 0) all_done.set_value();
        });
  }
  std::promise<std::int64_t> beside;
  office.writer->submit(
      runtime::Writer::Lane::people, [](runtime::WriteSession& session) { return put(session, "person's", true); },
      [&](const Result<void>&) { beside.set_value(office.writer->counts().pieces - before - 1); });
  going.set_value();
  CHECK(beside.get_future().get() == 4);
  all_done.get_future().wait();
}

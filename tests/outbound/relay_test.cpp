#include "web/outbound/relay.h"

#include <atomic>
#include <filesystem>

#include "storage/sqlite/store.h"
#include "tests/outbound/doubles.h"
#include "tests/support/catch.h"
#include "web/outbound/robots.h"

using namespace bihuan;
using namespace bihuan::outbound;
using namespace bihuan::tests;

namespace {

class HandClock final : public runtime::Clock {
 public:
  [[nodiscard]] runtime::Millis now() const override { return at; }
  std::atomic<runtime::Millis> at{1'650'000'000'000};
};

// Answers as it was told, and keeps what it was given.
class Scripted : public Channel {
 public:
  Attempt send(const Message& message, Millis) override {
    sent.push_back(message.stable_id);
    if (answers.empty()) return {};
    auto answer = answers.front();
    answers.erase(answers.begin());
    return answer;
  }
  std::vector<Attempt> answers;
  std::vector<std::string> sent;
};

struct Fixture {
  std::filesystem::path folder;
  HandClock clock;
  std::unique_ptr<sqlite::SqliteStore> store;
  std::unique_ptr<runtime::Writer> writer;
  std::shared_ptr<Scripted> channel = std::make_shared<Scripted>();
  std::unique_ptr<Relay> relay;

  Fixture() {
    std::string name = (std::filesystem::temp_directory_path() / "bihuan-relay-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder = name;
    store = sqlite::SqliteStore::open({.path = (folder / "bihuan.db").string(), .vfs = ""}).value();
    writer = std::make_unique<runtime::Writer>(*store);
    restart({{"webhook", channel}});
  }
  ~Fixture() {
    relay.reset();
    writer.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  void restart(std::map<std::string, std::shared_ptr<Channel>> channels) {
    RelayOptions options;
    options.channels = std::move(channels);
    options.attempts = 3;
    options.render = [](const runtime::OutboxItem& item) -> std::optional<Message> {
      if (item.body == "gone") return std::nullopt;
      return Message{.stable_id = item.stable_id, .to = "", .title = "t", .text = item.body, .link = ""};
    };
    relay = std::make_unique<Relay>(*store, *writer, clock, std::move(options));
  }

  void add(const std::string& id, const std::string& channel_name = "webhook", const std::string& body = "{}") {
    const auto done = writer->run([&](runtime::WriteSession& session) -> Result<void> {
      session.mail().add_outbox({.stable_id = id,
                                 .channel = channel_name,
                                 .target = "",
                                 .body = body,
                                 .created_at = clock.now(),
                                 .next_at = clock.now(),
                                 .last_error = ""});
      return {};
    });
    REQUIRE(done.has_value());
  }

  // "pending dead"
  std::string counts() {
    const auto read = store->read();
    return std::to_string(read->mail().outbox_count(runtime::OutboxState::pending)) + " " +
           std::to_string(read->mail().outbox_count(runtime::OutboxState::dead));
  }
};

}  // namespace

TEST_CASE("a row is sent once and is done", "[relay]") {
  Fixture f;
  f.add("a");
  f.add("b");
  f.add("other", "mail");
  CHECK(f.relay->work_off() == 2);
  CHECK(f.channel->sent == std::vector<std::string>{"a", "b"});
  CHECK(f.relay->work_off() == 0);
  CHECK(f.counts() == "1 0");  // the mail waits for a relay that has mail
}

TEST_CASE("a failed row comes again, later each time, and dies in the end", "[relay]") {
  Fixture f;
  f.channel->answers = {try_later(Error("target_unreachable")), try_later(Error("target_unreachable")),
                        try_later(Error("target_unreachable"))};
  f.add("a");
  CHECK(f.relay->work_off() == 1);
  CHECK(f.relay->work_off() == 0);
  f.clock.at += 60'000;
  CHECK(f.relay->work_off() == 1);
  CHECK(f.relay->work_off() == 0);
  CHECK(f.counts() == "1 0");
  f.clock.at += 3'600'000;
  CHECK(f.relay->work_off() == 1);
  CHECK(f.counts() == "0 1");
  f.clock.at += 24 * 3'600'000;
  CHECK(f.relay->work_off() == 0);
  CHECK(f.channel->sent.size() == 3);
  const auto dead = f.store->read()->mail().outbox(runtime::OutboxState::dead, 10, "").items.at(0);
  CHECK(dead.last_error == "target_unreachable");
  const auto retried = f.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    if (!session.mail().retry_dead(dead.id, f.clock.now())) return Error("not_found");
    return {};
  });
  REQUIRE(retried.has_value());
  CHECK(f.relay->work_off() == 1);
  CHECK(f.counts() == "0 0");
}

TEST_CASE("a refusal dies at once, a throttle waits as long as it says", "[relay]") {
  Fixture f;
  f.channel->answers = {refuse(Error("target_private")), try_later(Error("target_throttled"), 600'000)};
  f.add("refused");
  f.add("throttled");
  CHECK(f.relay->work_off() == 2);
  CHECK(f.counts() == "1 1");
  f.clock.at += 599'000;
  CHECK(f.relay->work_off() == 0);
  f.clock.at += 1'000;
  CHECK(f.relay->work_off() == 1);
  CHECK(f.counts() == "0 1");
}

TEST_CASE("a row whose relay died is sent again with the same id", "[relay]") {
  Fixture f;
  f.add("a");
  const auto leased = f.writer->run([&](runtime::WriteSession& session) -> Result<void> {
    return session.mail().lease({"webhook"}, f.clock.now(), f.clock.now() + 120'000, 10).size() == 1
               ? Result<void>()
               : Error("not_found");
  });
  REQUIRE(leased.has_value());
  CHECK(f.relay->work_off() == 0);
  f.clock.at += 120'000;
  CHECK(f.relay->work_off() == 1);
  CHECK(f.channel->sent == std::vector<std::string>{"a"});
}

TEST_CASE("a row that nobody is to be told of is done", "[relay]") {
  Fixture f;
  f.add("a", "webhook", "gone");
  CHECK(f.relay->work_off() == 1);
  CHECK(f.channel->sent.empty());
  CHECK(f.counts() == "0 0");
}

TEST_CASE("the running relay sends over a real socket when woken", "[relay][threads]") {
  Fixture f;
  HttpReceiver receiver({"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"});
  f.restart({{"webhook",
              std::make_shared<Webhook>(receiver.url("/hook"), "s", http::AddressSet::parse({"127.0.0.1"}).value())}});
  f.relay->start();
  f.add("a");
  f.relay->wake();
  while (f.counts() != "0 0") std::this_thread::yield();
  CHECK(receiver.received().at(0).headers.at("x-bihuan-id") == "a");
}

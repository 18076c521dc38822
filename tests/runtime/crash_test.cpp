// A child process works through commands and is killed at a random moment; the parent opens the folder again and looks:
// nothing answered is lost, no gap, no timer lost or fired twice, the outbox fits. 30 kills; BIHUAN_CRASH_KILLS=300
// long.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "engine/core/event_json.h"
#include "tests/support/catch.h"
#include "tests/support/office.h"

using namespace bihuan;
using expression::Value;

namespace {

// What the child was answered, one line each through the pipe: only after the reply.
void say(int pipe, const std::string& line) {
  if (::write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(3);
}

// With a channel, so that every message leaves an outbox row too.
struct SendingOffice : test::Office {
  explicit SendingOffice(const std::string& folder) : Office({.folder = folder}) {
    close();
    service_options.room_channels = {"webhook"};
    open();
  }
};

[[noreturn]] void child(const std::string& folder, int pipe, unsigned seed) {
  SendingOffice office(folder);
  std::mt19937 random(seed);
  std::vector<std::int64_t> cases;
  office.clock.set(test::a_monday + static_cast<runtime::Millis>(seed) * test::hour);
  runtime::Timers timers(*office.service);
  say(pipe, "r\n");
  for (int i = 0;; ++i) {
    const std::string request = std::to_string(seed) + "-" + std::to_string(i);
    Result<runtime::Reply> reply = Error("nothing");
    const auto what = random() % 4;
    if (cases.empty() || what == 0) {
      reply = office.file_report("grid_member-shangtian", request);
      if (reply) cases.push_back(reply->case_id);
    } else if (what == 1) {
      office.clock.advance(test::hour);
      timers.work_off();
      continue;
    } else if (what == 2) {
      reply =
          office.fire("command", cases[random() % cases.size()], "accept",
                      {{"dispatch_to", Value::string("shangtian")}, {"difficulty", Value::string("一般")}}, request);
    } else {
      reply = office.service->execute(
          office.request("clerk", cases[random() % cases.size()], core::Comment{"第" + request + "条"}, request));
    }
    if (reply) {
      say(pipe, "a " + std::to_string(reply->case_id) + " " + std::to_string(reply->last_seq) + " " + request + "\n");
    }
  }
}

// Cases with a message in their history: what is unsent of one case is one row.
std::int64_t cases_told_of(test::Office& office) {
  std::set<std::int64_t> told;
  std::int64_t last = 0;
  auto session = office.store->read();
  for (;;) {
    const auto rows = session->cases().all_history(last, 512);
    if (rows.empty()) return static_cast<std::int64_t>(told.size());
    for (const auto& row : rows) {
      if (row.body.find(R"("type":"NotificationQueued")") != std::string::npos) told.insert(row.case_id);
    }
    last = rows.back().id;
  }
}

struct Answer {
  std::int64_t case_id = 0, last_seq = 0;
  std::string request;
};

std::vector<Answer> answers_of(const std::string& said) {
  std::vector<Answer> answers;
  std::size_t at = 0;
  while (true) {
    const auto end = said.find('\n', at);
    if (end == std::string::npos) return answers;  // a last line cut short was not heard
    const auto line = said.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("a ")) continue;
    char request[64] = {};
    Answer answer;
    long long id = 0, seq = 0;
    if (std::sscanf(line.c_str(), "a %lld %lld %63s", &id, &seq, request) == 3) answers.push_back({id, seq, request});
  }
}

// A warning, a limit or a rung is recorded once for each checkpoint of a clock.
std::string fired_twice(test::Office& office, std::int64_t id) {
  std::set<std::string> seen;
  for (const auto& event : office.service->history(id, 0, 100'000).value()) {
    std::string key;
    if (const auto* warned = std::get_if<core::WarnPointReached>(&event.body))
      key = warned->clock + "/w" + std::to_string(warned->index);
    if (const auto* passed = std::get_if<core::LimitPassed>(&event.body)) key = passed->clock + "/limit";
    if (const auto* rung = std::get_if<core::RungReached>(&event.body))
      key = rung->clock + "/r" + std::to_string(rung->index);
    if (!key.empty() && !seen.insert(key).second) return key;
  }
  return {};
}

}  // namespace

TEST_CASE("a killed process loses nothing that it had answered", "[crash]") {
  const char* wanted = std::getenv("BIHUAN_CRASH_KILLS");
  const int kills = wanted != nullptr ? std::atoi(wanted) : 30;
  const auto folder =
      (std::filesystem::temp_directory_path() / ("bihuan-crash-" + std::to_string(::getpid()))).string();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  std::mt19937 random(42);
  std::size_t heard = 0;
  for (int kill_number = 1; kill_number <= kills; ++kill_number) {
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    const pid_t pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
      ::close(pipe[0]);
      child(folder, pipe[1], static_cast<unsigned>(kill_number));
    }
    ::close(pipe[1]);
    std::string said;
    char buffer[4096];
    // Killed after so many answers, wherever the child then is: a moment that no clock chooses.
    const auto lines = 1 + static_cast<std::ptrdiff_t>(random() % 40);
    while (std::count(said.begin(), said.end(), '\n') < lines) {
      const auto got = ::read(pipe[0], buffer, sizeof buffer);
      if (got <= 0) break;
      said.append(buffer, static_cast<std::size_t>(got));
    }
    ::kill(pid, SIGKILL);
    for (ssize_t got = 0; (got = ::read(pipe[0], buffer, sizeof buffer)) > 0;)
      said.append(buffer, static_cast<std::size_t>(got));
    ::close(pipe[0]);
    ::waitpid(pid, nullptr, 0);

    SendingOffice office(folder);
    const auto answers = answers_of(said);
    heard += answers.size();
    INFO("kill " << kill_number << ", " << answers.size() << " answers");
    CHECK(office.verified() == "");
    for (const auto& answer : answers) {
      const auto stored = office.store->read()->cases().row(answer.case_id);
      REQUIRE(stored.has_value());
      CHECK(stored->version >= answer.last_seq);
    }
    if (!answers.empty()) {  // a retry after the crash gets the same answer
      const auto session = office.store->read();
      const auto& last = answers.back();
      const bool known = session->cases().request("clerk", last.request) ||
                         session->cases().request("command", last.request) ||
                         session->cases().request("grid_member-shangtian", last.request);
      CHECK(known);
    }
    for (const auto& answer : answers) CHECK(fired_twice(office, answer.case_id) == "");
    // Messages are written with what causes them, one unsent row for each case that has something to tell.
    CHECK(office.store->read()->mail().outbox_count(runtime::OutboxState::pending) == cases_told_of(office));
    runtime::CaseQuery all;
    all.visible.all = true;
    CHECK(office.store->read()->mail().unread("command") >= office.store->read()->cases().count(all));
  }
  CHECK(heard > static_cast<std::size_t>(kills));
  std::filesystem::remove_all(folder);
}

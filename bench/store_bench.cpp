// bench_store: how much of the disk's own pace the store keeps.
//   floor A  a raw loop: one case row updated, one event row and one timer row inserted, with the usual indexes
//   floor B  the SQL of one grid-report transition (`accept`) through the adapter, and nothing else
//   ours     the same transition as a command through the case service
// Everything on one file system, WAL and synchronous=FULL, the same page cache and the same payload.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "bench/cpu_time.h"
#include "storage/sqlite/connection.h"
#include "tests/support/office.h"

using namespace bihuan;

namespace {

namespace json = boost::json;
using bench::cpu_seconds;
using Timepoint = std::chrono::steady_clock::time_point;

struct Options {
  std::int64_t cases = 1'000'000;
  std::int64_t transitions = 1'000;
  std::int64_t herd = 100'000;
  int cache_kib = 64 * 1024;
  std::string folder;
  std::vector<std::string> parts = {"transitions", "reads", "herd"};
  bool as_json = false;
  bool only_open = false;
};

double seconds_since(Timepoint begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

// As the web app makes them: they begin with the time (UUID version 7).
std::string next_request_id() {
  static std::int64_t now = 0x0181'3a5c'0000;
  std::array<char, 40> text{};
  now += 7;
  std::snprintf(text.data(), text.size(), "%08llx-%04llx-7%03llx-9c2f-%012llx", static_cast<long long>(now >> 16),
                static_cast<long long>(now & 0xffff), static_cast<long long>(now * 2654435761 & 0xfff),
                static_cast<long long>(now * 0x9e3779b97f4a7c15LL & 0xffff'ffff'ffff));
  return text.data();
}

// Of the length of the real one.
const std::string body_hash(64, '7');

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Two real cases, one before and one after `accept`, from which the rows of all others are copied.
struct Pattern {
  runtime::CaseRecord before, after;
  std::string filed_body, accept_body, text;
  std::vector<runtime::TimerRow> timers_before, timers_after;
  std::vector<runtime::TaskRow> tasks_after;
  std::vector<runtime::InboxItem> inbox;
};

core::FieldValues dispatch() {
  return {{"dispatch_to", expression::Value::string("shangtian")}, {"difficulty", expression::Value::string("一般")}};
}

Pattern make_pattern(test::Office& office) {
  Pattern pattern;
  const auto id = office.file_report("grid_member-shangtian").value().case_id;
  {
    auto session = office.store->read();
    pattern.before = session->cases().load(id).value();
    session->cases().scan_timers([&](const auto& row) { pattern.timers_before.push_back(row); });
    pattern.filed_body = session->cases().history(id, 0, 1).at(0).body;
    pattern.text = session->cases().search_text(id).value();
  }
  office.fire("command", id, "accept", dispatch()).value();
  auto session = office.store->read();
  pattern.after = session->cases().load(id).value();
  session->cases().scan_timers([&](const auto& row) { pattern.timers_after.push_back(row); });
  session->cases().scan_tasks([&](const auto& row) { pattern.tasks_after.push_back(row); });
  pattern.accept_body = session->cases().history(id, pattern.before.row.version, 2).back().body;
  for (const auto& person : {"handler-shangtian", "unit_leader-shangtian", "command", "grid_member-shangtian"}) {
    for (const auto& item : session->mail().inbox(person, false, 10, "").items) {
      if (item.case_id == id && item.at > 0 && item.kind != "reported") pattern.inbox.push_back(item);
    }
  }
  return pattern;
}

class Copies {
 public:
  // Cases from the id `later` on fall due in ten years: they are no part of the herd.
  Copies(const Pattern& pattern, std::int64_t later) : pattern_(pattern), later_(later) {}

  // The n-th case as filed, in one of three units, its words drawn from the office's usual ones.
  runtime::CaseChange filed(std::int64_t id) const {
    runtime::CaseChange change;
    change.created = true;
    change.record = adapted(pattern_.before, id);
    change.body = pattern_.filed_body;
    change.first_seq = 1;
    change.at = change.record.row.filed_at;
    for (const auto& timer : pattern_.timers_before) {
      const auto due = due_of(timer, id);
      change.timers_added.push_back({due, id, timer.timer});
      change.record.state = replaced(change.record.state, R"("next":{"at":)" + std::to_string(timer.due),
                                     R"("next":{"at":)" + std::to_string(due));
    }
    change.search_text = change.record.row.number + "\n" + words(id);
    return change;
  }
  runtime::CaseChange accepted(std::int64_t id) const {
    runtime::CaseChange change;
    change.before = adapted(pattern_.before, id).row;
    change.record = adapted(pattern_.after, id);
    change.record.row.lead_unit = unit(id + 1);
    change.body = pattern_.accept_body;
    change.first_seq = pattern_.before.row.version + 1;
    change.at = change.record.row.updated_at;
    change.actor = "command";
    change.actor_unit = "bureau";
    for (const auto& timer : pattern_.timers_before) {
      change.timers_removed.push_back({due_of(timer, id), id, timer.timer});
    }
    for (auto timer : pattern_.timers_after) change.timers_added.push_back({timer.due, id, timer.timer});
    for (auto task : pattern_.tasks_after) {
      task.case_id = id;
      change.tasks_added.push_back(task);
    }
    return change;
  }

 private:
  runtime::Millis due_of(const runtime::TimerRow& timer, std::int64_t id) const {
    return timer.due + (id >= later_ ? 3650 * test::day : 0);
  }
  static std::string unit(std::int64_t id) {
    static const std::array<std::string, 3> units = {"jinping", "xikou", "shangtian"};
    return units[static_cast<std::size_t>(id % 3)];
  }
  static std::string words(std::int64_t id) {
    static const std::array<std::string, 12> places = {"锦屏街道",   "岳林街道", "江口街道", "西坞街道",
                                                       "萧王庙街道", "方桥街道", "莼湖街道", "尚田街道",
                                                       "溪口镇",     "松岙镇",   "裘村镇",   "大堰镇"};
    static const std::array<std::string, 12> matters = {
        "夜间施工噪声扰民", "工业废气异味", "餐饮油烟直排", "河道发黑发臭",     "露天焚烧秸秆", "建筑垃圾倾倒",
        "生活污水外溢",     "粉尘污染",     "养殖粪污",     "危险废物贮存不当", "工地扬尘",     "广场舞声音过大"};
    return places[static_cast<std::size_t>(id % 12)] + std::to_string(id % 997) + "号附近" +
           matters[static_cast<std::size_t>((id / 12) % 12)];
  }
  runtime::CaseRecord adapted(const runtime::CaseRecord& from, std::int64_t id) const {
    runtime::CaseRecord record = from;
    record.row.id = id;
    record.row.number = "G" + std::to_string(id);
    record.row.lead_unit = unit(id);
    if (record.row.due) *record.row.due += id % 1'000'000;
    record.state =
        replaced(record.state, "{\"id\":" + std::to_string(from.row.id) + ",", "{\"id\":" + std::to_string(id) + ",");
    record.state = replaced(record.state, from.row.number, record.row.number);
    return record;
  }
  const Pattern& pattern_;
  std::int64_t later_;
};

void populate(test::Office& office, const Copies& copies, std::int64_t first, std::int64_t count) {
  const auto stop = first + count;
  for (std::int64_t id = first; id < stop;) {
    office.writer
        ->run([&](runtime::WriteSession& session) -> Result<bool> {
          for (int i = 0; i < 2000 && id < stop; ++i, ++id) {
            if (!session.cases().write(copies.filed(id))) return Error("not_found");
          }
          return true;
        })
        .value();
  }
}

struct Pace {
  double per_second = 0;
  double cpu_us = 0;  // of each
};

std::int64_t file_bytes(const std::string& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path, missing);
  return missing ? 0 : static_cast<std::int64_t>(size);
}

Pace pace_since(Timepoint start, double cpu, std::int64_t count) {
  const auto each = static_cast<double>(count);
  return {each / seconds_since(start), (cpu_seconds() - cpu) * 1e6 / each};
}

// Of several rounds the middle one by pace.
Pace middle(std::vector<Pace> rounds) {
  std::sort(rounds.begin(), rounds.end(), [](const Pace& a, const Pace& b) { return a.per_second < b.per_second; });
  return rounds[rounds.size() / 2];
}

// Runs `one(i)` for every i, `begin` and `commit` around each group.
template <class Begin, class One, class Commit>
Pace measure(std::int64_t count, int group, Begin begin, One one, Commit commit) {
  const auto start = std::chrono::steady_clock::now();
  const auto cpu = cpu_seconds();
  for (std::int64_t i = 0; i < count;) {
    begin();
    for (int n = 0; n < group && i < count; ++n, ++i) one(i);
    commit();
  }
  return pace_since(start, cpu, count);
}

class FloorA {
 public:
  FloorA(const Options& options, const std::string& folder, const Pattern& pattern)
      : db_(folder + "/floor.db", {.create = true}),
        path_(folder + "/floor.db"),
        pattern_(pattern),
        cases_(options.cases) {
    db_.run(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = "
        "-" +
        std::to_string(options.cache_kib));
    db_.run(
        "CREATE TABLE cases (id INTEGER PRIMARY KEY, unit TEXT, state TEXT, due INTEGER, body TEXT) STRICT;"
        "CREATE TABLE events (id INTEGER PRIMARY KEY, case_id INTEGER, seq INTEGER, body TEXT) STRICT;"
        "CREATE TABLE timers (id INTEGER PRIMARY KEY, due INTEGER, case_id INTEGER) STRICT;");
    db_.run("BEGIN");
    for (std::int64_t id = 1; id <= cases_; ++id) {
      db_.statement("INSERT INTO cases VALUES (?, ?, 'reported', ?, ?)")
          .execute(id, unit(id), id * 7919 % cases_, pattern_.before.state);
      db_.statement("INSERT INTO events (case_id, seq, body) VALUES (?, 1, ?)").execute(id, pattern_.filed_body);
      db_.statement("INSERT INTO timers (due, case_id) VALUES (?, ?)").execute(id * 7919 % cases_, id);
    }
    db_.run(
        "CREATE INDEX a ON cases (unit, state, due); CREATE INDEX b ON events (case_id, seq); CREATE INDEX c ON timers "
        "(due)");
    db_.run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  Pace run(std::int64_t count, int group, std::int64_t salt) {
    const auto pace = measure(
        count, group, [&] { db_.statement("BEGIN IMMEDIATE").execute(); },
        [&](std::int64_t i) {
          const auto id = (i * 7919 + salt) % cases_ + 1;
          const auto due = (i * 104729 + salt) % cases_;
          db_.statement("UPDATE cases SET unit = ?, state = 'assigned', due = ?, body = ? WHERE id = ?")
              .execute(unit(id + 1), due, pattern_.after.state, id);
          db_.statement("INSERT INTO events (case_id, seq, body) VALUES (?, 2, ?)").execute(id, pattern_.accept_body);
          db_.statement("INSERT INTO timers (due, case_id) VALUES (?, ?)").execute(due, id);
        },
        [&] { db_.statement("COMMIT").execute(); });
    return pace;
  }
  double wal_bytes(std::int64_t count, int group, std::int64_t salt) {
    db_.run("PRAGMA wal_checkpoint(TRUNCATE)");
    run(count, group, salt);
    return static_cast<double>(file_bytes(path_ + "-wal")) / static_cast<double>(count);
  }
  double point_reads(std::int64_t count) {
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < count; ++i) {
      auto rows =
          db_.statement("SELECT id, unit, state, due, body FROM cases WHERE id = ?").query(i * 7919 % cases_ + 1);
      if (!rows.next() || rows.text(4).empty()) std::abort();
    }
    return static_cast<double>(count) / seconds_since(start);
  }

 private:
  static std::string unit(std::int64_t id) {
    static const std::array<std::string, 3> units = {"jinping", "xikou", "shangtian"};
    return units[static_cast<std::size_t>(id % 3)];
  }
  sqlite::Connection db_;
  std::string path_;
  const Pattern& pattern_;
  std::int64_t cases_;
};

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options), office_({.folder = options.folder, .writer_cache_kib = options.cache_kib}) {}

  void run() {
    pattern_ = make_pattern(office_);
    // Two timers of each case fall due: the warning and the limit.
    const Copies copies(pattern_, first_ + options_.herd / 2);
    auto start = std::chrono::steady_clock::now();
    populate(office_, copies, first_, options_.cases);
    note("populated cases", static_cast<double>(options_.cases));
    note("populate s", seconds_since(start));
    const auto wanted = [&](const char* part) {
      return std::find(options_.parts.begin(), options_.parts.end(), part) != options_.parts.end();
    };
    if (wanted("transitions")) transitions(copies);
    if (wanted("reads")) reads();
    if (wanted("herd")) herd();
    note("database MiB", static_cast<double>(file_bytes(options_.folder + "/bihuan.db")) / 1048576);
  }

  json::object results;

 private:
  void note(const std::string& name, double value) {
    results[name] = value;
    if (!options_.as_json) std::cout << name << ": " << value << std::endl;
  }

  void transitions(const Copies& copies) {
    FloorA floor(options_, options_.folder, pattern_);
    office_.writer->flush_log();
    constexpr int rounds = 5;
    note("state bytes", static_cast<double>(pattern_.after.state.size()));
    note("event bytes", static_cast<double>(pattern_.accept_body.size()));
    note("inbox rows", static_cast<double>(pattern_.inbox.size()));
    note("timers", static_cast<double>(pattern_.timers_after.size()));
    for (const int group : {1, 64}) {
      const auto ending = " at " + std::to_string(group);
      const auto count = (group == 1 ? options_.transitions : options_.transitions * 4) / rounds;
      note("A WAL bytes" + ending, floor.wal_bytes(256, group, 13 * group));
      std::vector<Pace> rounds_of_a, rounds_of_b, rounds_of_ours;
      // In turns, so that a slow moment of the disk falls on all three; each with a warm page cache.
      for (int round = 0; round < rounds; ++round) {
        floor.run(warm_, group, 23 * group + 2003 * round);
        rounds_of_a.push_back(floor.run(count, group, 17 * group + 1009 * round));
        rounds_of_b.push_back(floor_b(copies, count, group, round == 0 ? ending : ""));
        ours(warm_, group);
        rounds_of_ours.push_back(ours(count, group));
      }
      const auto a = middle(rounds_of_a), b = middle(rounds_of_b), c = middle(rounds_of_ours);
      note("A transitions/s" + ending, a.per_second);
      note("B transitions/s" + ending, b.per_second);
      note("ours transitions/s" + ending, c.per_second);
      note("A CPU us" + ending, a.cpu_us);
      note("B CPU us" + ending, b.cpu_us);
      note("ours CPU us" + ending, c.cpu_us);
      note("B / A" + ending, b.per_second / a.per_second);
      note("ours / B" + ending, c.per_second / b.per_second);
    }
  }

  // The changes are made before the clock starts.
  Pace floor_b(const Copies& copies, std::int64_t count, int group, const std::string& note_bytes) {
    office_.close();
    Pace pace;
    {
      office_.store =
          sqlite::SqliteStore::open({.path = options_.folder + "/bihuan.db", .writer_cache_kib = options_.cache_kib})
              .value();
      auto session = office_.store->write();
      const std::int64_t first = note_bytes.empty() ? warm_ : 256;
      std::vector<runtime::CaseChange> changes;
      for (std::int64_t i = 0; i < count + first; ++i) changes.push_back(copies.accepted(take_case()));
      const auto one = [&](std::int64_t i) {
        if (!session->attempt([&] { return rows_of(*session, changes[static_cast<std::size_t>(i)]); })) std::abort();
      };
      const auto begin = [&] { session->begin(); };
      const auto commit = [&] { session->commit(); };
      session->flush_log();
      measure(first, group, begin, one, commit);
      if (!note_bytes.empty()) {
        note("B WAL bytes" + note_bytes,
             static_cast<double>(file_bytes(options_.folder + "/bihuan.db-wal")) / static_cast<double>(first));
      }
      pace = measure(
          count, group, begin, [&](std::int64_t i) { one(i + first); }, commit);
    }
    office_.close();
    office_.open();
    return pace;
  }

  // Every statement that the service sends for this command, those that look included.
  bool rows_of(runtime::WriteSession& session, const runtime::CaseChange& change) const {
    const auto& row = change.record.row;
    const auto request = next_request_id();
    if (session.cases().request("command", request) || session.directory().version() == 0) return false;
    if (!session.cases().load(row.id) || !session.cases().write(change)) return false;
    session.cases().add_request(
        {"command", request, body_hash, row.id, row.version, change.first_seq, row.version, change.at});
    for (auto item : pattern_.inbox) {
      item.case_id = row.id;
      session.mail().add_inbox(item);
    }
    return true;
  }

  // One after the other, each waited for as a handler of the API does; or 64 under way.
  Pace ours(std::int64_t count, int group) {
    std::mutex mutex;
    std::condition_variable changed;
    std::int64_t under_way = 0, refused = 0;
    std::vector<runtime::Request> requests;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto id = take_case();
      requests.push_back(office_.request("command", id, core::FireEvent{"accept", dispatch()}, next_request_id()));
      requests.back().body_hash = body_hash;
    }
    const auto start = std::chrono::steady_clock::now();
    const auto cpu = cpu_seconds();
    if (group == 1) {
      for (auto& request : requests) {
        if (!office_.service->execute(std::move(request))) throw std::runtime_error("a command was refused");
      }
      return pace_since(start, cpu, count);
    }
    for (auto& request : requests) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return under_way < 2 * group - 1; });
      ++under_way;
      lock.unlock();
      office_.service->execute(std::move(request), [&](const Result<runtime::Reply>& reply) {
        std::lock_guard guard(mutex);
        if (!reply && refused++ == 0) std::cerr << "refused: " << reply.error().code << "\n";
        --under_way;
        changed.notify_all();
      });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return under_way == 0; });
    if (refused > 0) throw std::runtime_error("commands were refused");
    return pace_since(start, cpu, count);
  }

  void reads() {
    point_reads();
    list_pages();
    searches();
  }

  void point_reads() {
    const std::int64_t count = 20'000;
    sqlite::Connection raw(options_.folder + "/bihuan.db", {.read_only = true});
    raw.run("PRAGMA cache_size = -8192");
    const auto pass = [&](auto one) {
      const auto start = std::chrono::steady_clock::now();
      for (std::int64_t i = 0; i < count; ++i) one(first_ + i * 7919 % options_.cases);
      return static_cast<double>(count) / seconds_since(start);
    };
    const auto by_sql = [&](std::int64_t id) {
      auto rows = raw.statement("SELECT * FROM cases WHERE id = ?").query(id);
      if (!rows.next() || rows.text(24).empty()) std::abort();
    };
    const auto by_port = [&](std::int64_t id) {
      if (office_.store->read()->cases().load(id)->state.empty()) std::abort();
    };
    pass(by_sql);
    const auto floor = pass(by_sql);
    pass(by_port);
    const auto own = pass(by_port);
    note("raw point reads/s", floor);
    note("point reads/s", own);
    note("point read / raw", own / floor);
  }

  void list_pages() {
    std::vector<double> ms;
    for (int i = 0; i < 400; ++i) {
      runtime::CaseQuery query;
      query.visible = {.all = false, .units = {"xikou"}, .person = "handler-xikou"};
      query.units = {"xikou"};
      query.state = i % 2 == 0 ? "reported" : "assigned";
      query.open = true;
      query.sort = runtime::CaseQuery::Sort::due;
      const auto start = std::chrono::steady_clock::now();
      const auto page = office_.store->read()->cases().list(query);
      ms.push_back(seconds_since(start) * 1000);
      if (page.items.empty() && i % 2 == 0) throw std::runtime_error("an empty page");
    }
    note("list page of 50 p99 ms", percentile(ms, 0.99));
  }

  void searches() {
    std::vector<double> ms;
    static const std::array<std::string, 10> mix = {"噪声", "噪",       "夜间施工噪声", "溪口镇 油烟", "3号",
                                                    "扬尘", "河道发黑", "焚烧秸秆",     "民",          "西坞街道 噪声"};
    for (int i = 0; i < 300; ++i) {
      runtime::SearchQuery query;
      query.filter.text = mix[static_cast<std::size_t>(i) % mix.size()];
      query.filter.visible.all = true;
      const auto start = std::chrono::steady_clock::now();
      static_cast<void>(office_.store->read()->cases().search(query));
      ms.push_back(seconds_since(start) * 1000);
    }
    note("search p50 ms", percentile(ms, 0.5));
    note("search p99 ms", percentile(ms, 0.99));
  }

  // People act one after the other; alone, then beside the herd.
  std::vector<double> people(std::int64_t count, const std::atomic<bool>* until) {
    std::vector<double> ms;
    for (std::int64_t i = 0; i < count && (until == nullptr || !*until); ++i) {
      const auto id = first_ + (i * 7919) % options_.cases;
      const auto start = std::chrono::steady_clock::now();
      if (!office_.service->execute(office_.request("clerk", id, core::Comment{"已电话联系"})))
        throw std::runtime_error("refused");
      ms.push_back(seconds_since(start) * 1000);
    }
    return ms;
  }

  void herd() {
    const auto idle = people(300, nullptr);
    office_.clock.advance(6 * test::hour);  // the intake limit of every case that was not accepted, and its warning
    runtime::Timers timers(*office_.service);
    std::atomic<bool> done = false;
    std::size_t fired = 0;
    double seconds = 0;
    std::thread loop([&] {
      const auto start = std::chrono::steady_clock::now();
      fired = timers.work_off();
      seconds = seconds_since(start);
      done = true;
    });
    const auto beside = people(1'000'000, &done);
    loop.join();
    note("herd timers fired", static_cast<double>(fired));
    note("herd timers/s", static_cast<double>(fired) / seconds);
    note("people p99 ms idle", percentile(idle, 0.99));
    note("people p99 ms beside the herd", percentile(beside, 0.99));
    note("people p99 beside / idle", percentile(beside, 0.99) / percentile(idle, 0.99));
  }

  std::int64_t take_case() {
    if (next_ >= first_ + options_.cases) throw std::runtime_error("too few cases for so many transitions");
    // Spread over the file, each case once.
    const auto n = next_++ - first_;
    const auto stride = 7919;
    return first_ + n * stride % options_.cases;
  }

  Options options_;
  std::int64_t warm_ = std::min<std::int64_t>(1024, options_.cases / 50);
  test::Office office_;
  Pattern pattern_;
  std::int64_t first_ = 1'000, next_ = 1'000;
};

std::int64_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6));
  }
  return 0;
}

// In a process of its own: how long opening takes, and what an idle program holds.
int open_only(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  test::Office office({.folder = options.folder, .writer_cache_kib = options.cache_kib});
  runtime::Timers timers(*office.service);
  const auto page = office.store->read()->cases().next_timer();
  std::cout << "open ms: " << seconds_since(start) * 1000
            << "\nidle memory MiB: " << static_cast<double>(resident_kib()) / 1024 << (page ? "" : " ") << std::endl;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"The store against the disk's own pace"};
  Options options;
  app.add_option("--cases", options.cases, "stored cases (the published figures: 1000000)");
  app.add_option("--transitions", options.transitions,
                 "measured transitions at 1 per commit; four times as many at 64");
  app.add_option("--herd", options.herd, "timers that fall due at once");
  app.add_option("--folder", options.folder, "on the disk to be measured (default: a temporary folder)");
  app.add_option("--cache", options.cache_kib, "page cache of the writer in KiB");
  app.add_option("--parts", options.parts, "of: transitions, reads, herd")->delimiter(',');
  app.add_flag("--json", options.as_json, "one JSON object");
  app.add_flag("--only-open", options.only_open, "open the folder, print time and memory");
  CLI11_PARSE(app, argc, argv);
  if (options.only_open) return open_only(options);
  const bool temporary = options.folder.empty();
  if (temporary)
    options.folder = (std::filesystem::temp_directory_path() / ("bihuan-bench-" + std::to_string(::getpid()))).string();
  std::filesystem::remove_all(options.folder);
  std::filesystem::create_directories(options.folder);
  {
    Bench bench(options);
    bench.run();
    if (options.as_json) std::cout << boost::json::serialize(bench.results) << std::endl;
  }
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const int code = std::system(
      (self + " --only-open --folder " + options.folder + " --cache " + std::to_string(options.cache_kib)).c_str());
  if (temporary) std::filesystem::remove_all(options.folder);
  return code == 0 ? 0 : 1;
}

// The API as the program serves it: sign-in, rights, masking, store. Over loopback, beside a bare Beast server with the
// same threads and the same bytes in the same run.
//   reads     GET of one full case as JSON: one case again and again (warm), and each a different one (cold)
//   writes    `accept` of distinct cases over 64 connections, beside the same commands by 64 threads in this process,
//             which are told the new version: answered with that alone, and with the whole case
// What is compared is measured in turns, so that a slow moment of the machine falls on all of it; told is of each the
// middle round by pace.
//   soak      1,000 kept connections, reads and writes mixed, memory before and after
//   bench_api [--cases N] [--seconds S] [--connections N] [--threads N] [--workers N] [--soak SECONDS] [--json]
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "bench/cpu_time.h"
#include "bench/hello_server.h"
#include "bench/http_load.h"
#include "engine/runtime/clock.h"
#include "tests/support/served_office.h"
#include "web/http/server.h"

using namespace bihuan;

namespace {

struct Arguments {
  std::int64_t cases = 24'000;
  double seconds = 3;
  std::size_t connections = 64;
  std::size_t threads = 2;
  std::size_t workers = 16;
  double soak = 0;
  std::int64_t direct = 0;
  bool json = false;
};

struct Sample {
  std::string name;
  bench::LoadResult result;
  double cpu_seconds = 0;  // of this program, both ends of the connections

  [[nodiscard]] double cpu_us() const {
    return result.answers == 0 ? 0 : cpu_seconds * 1e6 / static_cast<double>(result.answers);
  }
};

constexpr int rounds = 5;

constexpr const char* accept_body = R"({"event":"accept","fields":{"dispatch_to":"jinping","difficulty":"一般"}})";

double resident_mb() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  in >> all >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

class Bench {
 public:
  explicit Bench(const Arguments& arguments) : arguments_(arguments) {
    file_cases(arguments.cases);
    http::ServerOptions options;
    options.port = 0;
    options.io_threads = arguments.threads;
    options.workers = arguments.workers;
    options.worker_queue = 4096;
    options.now = [this] { return office_.office.clock.now(); };
    options.metrics = std::make_shared<http::Metrics>();
    server_ = std::make_unique<http::Server>(office_.dispatcher(), std::move(options));
    server_->start();
    cookie_ = "Cookie: bihuan_session=" + office_.session_of("command") + "\r\n";
  }
  ~Bench() {
    office_.events.close();
    server_->stop();
  }

  void run() {
    if (arguments_.soak > 0) return soak();
    if (arguments_.direct > 0) return direct();
    const auto body = body_of_first();
    const bench::HelloServer hello(arguments_.threads, body);
    const auto fixed = [](std::size_t, std::uint64_t) -> std::string {
      return "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    };
    const auto cases = static_cast<std::uint64_t>(arguments_.cases);
    std::uint64_t cold_from = 0;
    const auto cold = [&](std::size_t connection, std::uint64_t n) {
      return read((cold_from + connection * 7919 + n * 104'729) % cases + 1);
    };
    const auto warm = [&](std::size_t, std::uint64_t) { return read(1); };
    const double seconds = arguments_.seconds / rounds;
    in_turns([&] {
      // Cold first: nothing has been read but by the filing, and by the rounds before.
      cold_from += 3'331;
      return std::vector{load("Beast alone, same bytes", hello.port(), seconds, fixed),
                         load("GET case, each another one", server_->port(), seconds, cold),
                         load("GET case, the same one", server_->port(), seconds, warm)};
    });
    in_turns([&] { return writes(); });
    print();
  }

 private:
  void file_cases(std::int64_t count) {
    std::vector<std::thread> filers;
    std::atomic<std::int64_t> left = count;
    for (int i = 0; i < 32; ++i) {
      filers.emplace_back([&] {
        for (auto n = left.fetch_sub(1); n > 0; n = left.fetch_sub(1)) {
          const auto filed = office_.office.file_report("grid_member-jinping", "filing-" + std::to_string(n));
          if (!filed) throw std::runtime_error(filed.error().message("en"));
        }
      });
    }
    for (auto& filer : filers) filer.join();
  }

  [[nodiscard]] std::string read(std::uint64_t id) const {
    return fmt::format("GET /api/v1/cases/{} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", id, cookie_);
  }
  [[nodiscard]] std::string write(std::int64_t id, std::string_view what, std::string_view body,
                                  std::string_view preference) {
    return fmt::format(
        "POST /api/v1/cases/{}/{} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n{}{}Idempotency-Key: "
        "k{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        id, what, cookie_, preference, ++keys_, body.size(), body);
  }
  http::Response get(std::int64_t id) {
    http::Request request;
    request.target = "/api/v1/cases/" + std::to_string(id);
    request.headers.add("Host", "localhost");
    request.headers.add("Cookie", cookie_.substr(8, cookie_.size() - 10));
    request.now = office_.office.clock.now();
    return office_.dispatcher().handle(request);
  }
  // Without sockets and threads, for a profiler: the same GET again and again.
  void direct() {
    const auto begin = std::chrono::steady_clock::now();
    for (std::int64_t n = 0; n < arguments_.direct; ++n) static_cast<void>(get(n * 7919 % arguments_.cases + 1));
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
    fmt::print("{:.1f} us a GET, {} bytes\n", took.count() / static_cast<double>(arguments_.direct), body_of_first());
  }
  std::size_t body_of_first() {
    const auto response = get(1);
    const auto* body = std::get_if<std::string>(&response.body);
    if (response.status != 200 || body == nullptr) throw std::runtime_error("the case cannot be read");
    return body->size();
  }

  [[nodiscard]] Sample load(const std::string& name, std::uint16_t port, double seconds,
                            const bench::RequestOf& request) const {
    const double before = bench::cpu_seconds();
    auto result = bench::load(port, arguments_.connections, seconds, request);
    return {name, std::move(result), bench::cpu_seconds() - before};
  }

  // Keeps of each sample of a round the middle one of all rounds.
  void in_turns(const std::function<std::vector<Sample>()>& round) {
    std::vector<std::vector<Sample>> by_name;
    for (int i = 0; i < rounds; ++i) {
      auto samples = round();
      by_name.resize(samples.size());
      for (std::size_t n = 0; n < samples.size(); ++n) by_name[n].push_back(std::move(samples[n]));
    }
    for (auto& each : by_name) {
      std::sort(each.begin(), each.end(),
                [](const Sample& a, const Sample& b) { return a.result.per_second() < b.result.per_second(); });
      samples_.push_back(std::move(each[each.size() / 2]));
    }
  }

  // One round: an equal part of the cases by each way.
  std::vector<Sample> writes() {
    const std::int64_t part = arguments_.cases / (3 * rounds);
    std::vector<Sample> samples{accept_in_process(part)};
    // In process a reply names the new version only, which is what `Prefer: return=minimal` asks of the API.
    const auto over_http = [&](const char* name, std::string_view preference) {
      const std::int64_t last = accepted_ + part;
      samples.push_back(load(name, server_->port(), 60, [&, last, preference](std::size_t, std::uint64_t) {
        const auto id = ++accepted_;
        return id > last ? std::string() : write(id, "events", accept_body, preference);
      }));
      accepted_ = last;
    };
    over_http("accept over HTTP, return=minimal", "Prefer: return=minimal\r\n");
    over_http("accept over HTTP, whole case", "");
    return samples;
  }

  Sample accept_in_process(std::int64_t count) {
    const std::int64_t last = accepted_ + count;
    const double cpu_before = bench::cpu_seconds();
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::thread> people;
    std::atomic<std::uint64_t> done = 0;
    for (std::size_t i = 0; i < arguments_.connections; ++i) {
      people.emplace_back([&] {
        for (auto id = ++accepted_; id <= last; id = ++accepted_) {
          const auto reply = office_.office.fire("command", id, "accept",
                                                 {{"dispatch_to", expression::Value::string("jinping")},
                                                  {"difficulty", expression::Value::string("一般")}},
                                                 "in-process-" + std::to_string(id));
          if (reply) ++done;
        }
      });
    }
    for (auto& person : people) person.join();
    accepted_ = last;
    bench::LoadResult inside;
    inside.answers = done;
    inside.by_status[200] = done;
    inside.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return {"accept in process", inside, bench::cpu_seconds() - cpu_before};
  }

  void soak() {
    const auto cases = static_cast<std::uint64_t>(arguments_.cases);
    const auto mixed = [&](std::size_t connection, std::uint64_t n) {
      const auto id = (connection * 7919 + n * 104'729) % cases + 1;
      if ((connection + n) % 4 != 0) return read(id);
      return write(static_cast<std::int64_t>(id), "comments", R"({"text":"已到现场查看"})", "");
    };
    static_cast<void>(bench::load(server_->port(), 1'000, std::min(10.0, arguments_.soak), mixed));
    std::vector<double> memory{resident_mb()};
    for (int part = 0; part < 4; ++part) {
      samples_.push_back({fmt::format("1000 connections, part {}", part + 1),
                          bench::load(server_->port(), 1'000, arguments_.soak / 4, mixed), 0});
      memory.push_back(resident_mb());
    }
    print();
    if (arguments_.json) return;
    fmt::print("memory MB:");
    for (const double mb : memory) fmt::print(" {:.1f}", mb);
    fmt::print("\n");
  }

  void print() const {
    if (arguments_.json) {
      boost::json::array rows;
      for (const auto& sample : samples_) {
        const auto& [name, r, cpu] = sample;
        boost::json::object statuses;
        for (const auto& [status, n] : r.by_status) statuses[std::to_string(status)] = n;
        rows.push_back(boost::json::object{{"name", name},
                                           {"per_second", r.per_second()},
                                           {"p50_ms", r.p50_ms},
                                           {"p99_ms", r.p99_ms},
                                           {"worst_ms", r.worst_ms},
                                           {"cpu_us", sample.cpu_us()},
                                           {"broken", r.broken},
                                           {"by_status", std::move(statuses)}});
      }
      fmt::print("{}\n", boost::json::serialize(rows));
      return;
    }
    fmt::print("{:34} {:>10} {:>9} {:>9} {:>9} {:>9}  answers\n", "", "a second", "p50 ms", "p99 ms", "worst ms",
               "CPU us");
    for (const auto& sample : samples_) {
      const auto& [name, r, cpu] = sample;
      std::string answers;
      for (const auto& [status, n] : r.by_status) answers += fmt::format(" {}x{}", status, n);
      if (r.broken > 0) answers += fmt::format(" broken {}", r.broken);
      fmt::print("{:34} {:10.0f} {:9.2f} {:9.2f} {:9.2f} {:9.0f} {}\n", name, r.per_second(), r.p50_ms, r.p99_ms,
                 r.worst_ms, sample.cpu_us(), answers);
    }
  }

  const Arguments& arguments_;
  test::ServedOffice office_;
  std::unique_ptr<http::Server> server_;
  std::string cookie_;
  std::uint64_t keys_ = 0;
  std::atomic<std::int64_t> accepted_ = 0;  // cases up to this id have been, in their turn
  std::vector<Sample> samples_;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"The API beside Beast alone, and beside the same work in process"};
  Arguments arguments;
  app.add_option("--cases", arguments.cases, "in the database");
  app.add_option("--seconds", arguments.seconds, "of each measurement of reads, all rounds together");
  app.add_option("--connections", arguments.connections, "kept alive");
  app.add_option("--threads", arguments.threads, "of I/O, of either server");
  app.add_option("--workers", arguments.workers, "threads of the server for what blocks");
  app.add_option("--soak", arguments.soak, "seconds with 1000 connections, reads and writes mixed, instead");
  app.add_option("--direct", arguments.direct, "GETs of cases without sockets and threads, for a profiler, instead");
  app.add_flag("--json", arguments.json, "one line of JSON");
  CLI11_PARSE(app, argc, argv);
  Bench(arguments).run();
  return 0;
}

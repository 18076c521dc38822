// Our server beside the smallest one that Beast makes, same threads, same run; and a long run with many connections.
//   bench_http [--seconds S] [--connections N] [--soak SECONDS] [--json]
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fstream>

#include "bench/hello_server.h"
#include "bench/http_load.h"
#include "engine/runtime/clock.h"
#include "web/http/dispatcher.h"
#include "web/http/server.h"

using namespace bihuan;

namespace {

struct Arguments {
  double seconds = 3;
  std::size_t connections = 64;
  std::size_t threads = 2;
  double soak = 0;
  bool json = false;
};

// Resident memory of this process in MB.
double memory() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  in >> all >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

struct Sample {
  std::string name;
  bench::LoadResult result;
};

std::string get(const char* path) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n", path);
}

bench::LoadResult measure(std::uint16_t port, const Arguments& arguments, const char* path) {
  const auto text = get(path);
  const auto same = [&](std::size_t, std::uint64_t) { return text; };
  static_cast<void>(bench::load(port, arguments.connections, 0.3, same));
  return bench::load(port, arguments.connections, arguments.seconds, same);
}

void print(const std::vector<Sample>& samples, bool as_json) {
  if (as_json) {
    boost::json::array rows;
    for (const auto& [name, r] : samples) {
      rows.push_back(boost::json::object{{"name", name},
                                         {"per_second", r.per_second()},
                                         {"p50_ms", r.p50_ms},
                                         {"p99_ms", r.p99_ms},
                                         {"worst_ms", r.worst_ms},
                                         {"broken", r.broken}});
    }
    fmt::print("{}\n", boost::json::serialize(rows));
    return;
  }
  const double base = samples.front().result.per_second();
  fmt::print("{:34} {:>10} {:>7} {:>9} {:>9} {:>9}  other\n", "", "requests/s", "ratio", "p50 ms", "p99 ms",
             "worst ms");
  for (const auto& [name, r] : samples) {
    std::string other;
    for (const auto& [status, n] : r.by_status) other += status == 200 ? "" : fmt::format(" {}x{}", status, n);
    if (r.broken > 0) other += fmt::format(" broken {}", r.broken);
    fmt::print("{:34} {:10.0f} {:7.2f} {:9.2f} {:9.2f} {:9.2f} {}\n", name, r.per_second(), r.per_second() / base,
               r.p50_ms, r.p99_ms, r.worst_ms, other);
  }
}

// Three quarters reads, one quarter small writes, over all connections.
void soak(std::uint16_t port, const Arguments& arguments) {
  const auto read = get("/case");
  const std::string write =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
      "13\r\n\r\n{\"text\":\"abc\"}";
  const auto mixed = [&](std::size_t i, std::uint64_t n) {
    return (i + n) % 4 == 0 ? write.substr(0, write.size() - 1) : read;
  };
  static_cast<void>(bench::load(port, 1000, 2, mixed));
  const double before = memory();
  const auto result = bench::load(port, 1000, arguments.soak, mixed);
  print({{"1000 connections, mixed", result}}, arguments.json);
  fmt::print("memory {:.1f} MB before, {:.1f} MB after\n", before, memory());
}

int run(const Arguments& arguments) {
  const runtime::SystemClock clock;
  std::string body(4096, 'x');
  http::RouteTable table;
  http::Schemas schemas;
  for (const auto on : {http::RunsOn::io, http::RunsOn::worker}) {
    const bool io = on == http::RunsOn::io;
    table.add({.pattern = io ? "/hello" : "/case",
               .name = io ? "hello" : "case",
               .access = http::Access::open,
               .runs_on = on,
               .handler = [&body](const http::Request&) {
                 http::Response response;
                 response.headers.add("Content-Type", "application/json");
                 response.body = body;
                 return response;
               }});
  }
  table.add({.method = http::Method::post,
             .pattern = "/echo",
             .name = "echo",
             .access = http::Access::open,
             .body = http::BodyKind::bytes,
             .handler = [](const http::Request& request) {
               http::Response response;
               response.body = request.body;
               return response;
             }});
  const http::Dispatcher dispatcher(table, schemas, {});
  http::ServerOptions options;
  options.port = 0;
  options.io_threads = arguments.threads;
  options.workers = 4;
  options.worker_queue = 4096;
  options.now = [&clock] { return clock.now(); };
  options.metrics = std::make_shared<http::Metrics>();
  http::Server server(dispatcher, options);
  server.start();
  if (arguments.soak > 0) {
    soak(server.port(), arguments);
    return 0;
  }
  const bench::HelloServer hello(arguments.threads, body.size());
  std::vector<Sample> samples;
  samples.push_back({"Beast alone, 4 KiB", measure(hello.port(), arguments, "/")});
  samples.push_back({"ours, on the I/O thread", measure(server.port(), arguments, "/hello")});
  samples.push_back({"ours, on a worker", measure(server.port(), arguments, "/case")});
  print(samples, arguments.json);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"HTTP: our server beside Beast alone"};
  Arguments arguments;
  app.add_option("--seconds", arguments.seconds, "of each measurement");
  app.add_option("--connections", arguments.connections, "kept alive");
  app.add_option("--threads", arguments.threads, "of either server");
  app.add_option("--soak", arguments.soak, "seconds with 1000 connections and mixed requests instead");
  app.add_flag("--json", arguments.json, "one line of JSON");
  CLI11_PARSE(app, argc, argv);
  return run(arguments);
}

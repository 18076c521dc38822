#include "tests/http/server_fixture.h"

#include <boost/json/value.hpp>

namespace bihuan::tests {

using namespace http;

namespace {

// Counts what it gets; complains about the word "virus".
class Collector : public BodySink {
 public:
  explicit Collector(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
  ~Collector() override { --alive_; }
  Result<void> write(std::string_view bytes) override {
    if (bytes.find("virus") != std::string_view::npos) return Error("body_invalid");
    bytes_ += bytes.size();
    return {};
  }
  Response finish(const Request&) override { return json_response(bytes_, 201); }

 private:
  std::atomic<int>& alive_;
  std::size_t bytes_ = 0;
};

// A body of unknown length: "0 1 2 ... 9999 ".
class Counting : public BodySource {
 public:
  std::optional<std::uint64_t> size() const override { return std::nullopt; }
  std::size_t read(std::uint64_t, std::span<char> into) override {
    std::string text;
    while (next_ < 10000 && text.size() + 6 < into.size()) text += std::to_string(next_++) + " ";
    std::copy(text.begin(), text.end(), into.begin());
    return text.size();
  }

 private:
  int next_ = 0;
};

class Failing : public BodySource {
 public:
  std::optional<std::uint64_t> size() const override { return 1000000; }
  std::size_t read(std::uint64_t offset, std::span<char> into) override {
    if (offset > 0) throw std::runtime_error("disk gone");
    return into.size();
  }
};

}  // namespace

RunningServer::RunningServer(ServerOptions options) {
  big.resize(3'000'000);
  for (std::size_t i = 0; i < big.size(); ++i) big[i] = static_cast<char>('a' + i % 26);
  const auto get = [&](const char* pattern, Handler handler, RunsOn on = RunsOn::worker) {
    table.add({.pattern = pattern,
               .name = pattern + 1,
               .access = Access::open,
               .runs_on = on,
               .handler = std::move(handler)});
  };
  get(
      "/hello", [](const Request&) { return json_response("hello"); }, RunsOn::io);
  const auto where = [](const Request& r) { return json_response(r.brief ? "I/O thread" : "worker"); };
  get("/short", where, RunsOn::reader);
  get(
      "/longer", [where](const Request& r) { return r.brief ? take_longer() : where(r); }, RunsOn::reader);
  get("/who", [](const Request& r) { return json_response({{"client", r.client}, {"secure", r.secure}}); });
  get("/big",
      [this](const Request&) { return download(std::make_shared<const std::string>(big), "text/plain", "big.txt"); });
  get("/count", [](const Request&) { return download(std::make_shared<Counting>(), "text/plain", "count.txt"); });
  get("/failing", [](const Request&) { return download(std::make_shared<Failing>(), "text/plain", "f.txt"); });
  get("/self",
      [](const Request&) { return download(file_source("/proc/self/exe"), "application/octet-stream", "self"); });
  const auto gate = [this](const Request&) {
    ++gate_reached;
    gate_reached.notify_all();
    gate_open.wait(false);
    return json_response("open");
  };
  get("/gate", gate);
  get("/gate-here", gate, RunsOn::reader);
  get("/later", [this](const Request& r) {
    const auto awaited = std::make_shared<Awaited>();
    {
      const std::lock_guard lock(mutex);
      waiting.push_back(awaited);
    }
    ++gate_reached;
    gate_reached.notify_all();
    return answer_later(awaited, [&r] { return json_response(r.brief ? "I/O thread" : "worker"); });
  });
  get("/events", [this](const Request& r) {
    Response response;
    response.headers.add("Content-Type", "text/event-stream");
    response.body = hub.subscribe(r.headers.get("Last-Event-ID"), [](const ServerEvent&) { return true; });
    return response;
  });
  table.add({.method = Method::post,
             .pattern = "/echo",
             .name = "echo",
             .access = Access::open,
             .body = BodyKind::bytes,
             .max_body = 1000,
             .handler = [](const Request& r) { return json_response(boost::json::string(r.body)); }});
  table.add({.method = Method::post,
             .pattern = "/upload",
             .name = "upload",
             .access = Access::open,
             .body = BodyKind::stream,
             .max_body = 50'000'000,
             .sink = [this](const Request&) -> Result<std::unique_ptr<BodySink>> {
               return std::make_unique<Collector>(sinks_alive);
             }});
  dispatcher = std::make_unique<Dispatcher>(table, schemas, DispatcherOptions{});
  options.port = 0;
  options.now = [] { return 784111777000; };
  options.metrics = metrics;
  options.on_access = [this](const AccessRecord& record) {
    const std::lock_guard lock(mutex);
    log += std::string(record.method) + " " + std::string(record.route) + " " + std::to_string(record.status) + "\n";
  };
  server = std::make_unique<Server>(*dispatcher, std::move(options));
  server->start();
}

RunningServer::~RunningServer() {
  gate_open = true;
  gate_open.notify_all();
  hub.close();
  server->stop(std::chrono::seconds(5));
}

std::string RunningServer::exchange(std::string_view bytes) const {
  auto wire = connect();
  wire.send(bytes);
  wire.shut_down_sending();
  return wire.receive_all();
}

std::string RunningServer::logged() {
  const std::lock_guard lock(mutex);
  return log;
}

void RunningServer::wait_at_gate(int requests) {
  for (int now = gate_reached; now < requests; now = gate_reached) gate_reached.wait(now);
}

std::vector<std::shared_ptr<Awaited>> RunningServer::awaited(int requests) {
  wait_at_gate(requests);
  const std::lock_guard lock(mutex);
  return waiting;
}

std::string request_text(std::string_view method, std::string_view target, std::string_view headers,
                         std::string_view body) {
  std::string text =
      std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers);
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body);
}

}  // namespace bihuan::tests

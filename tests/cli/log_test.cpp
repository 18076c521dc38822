#include "web/http/log.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "tests/support/catch.h"

using namespace bihuan;

TEST_CASE("an event is one line that can be taken apart again", "[log]") {
  CHECK(http::log_line("stopped", {}) == "stopped");
  CHECK(http::log_line("listening", {{"address", "http://127.0.0.1:8080"}}) ==
        "listening address=http://127.0.0.1:8080");
  CHECK(http::log_line("failed", {{"error", "say \"no\"\nnow=\\"}, {"id", ""}}) ==
        R"(failed error="say \"no\"\x0anow=\\" id="")");
  CHECK(http::log_line("a", {{"b", "x y"}, {"c", "x=y"}, {"d", "\x7f"}}) == R"(a b="x y" c="x=y" d="\x7f")");
}

TEST_CASE("a request is logged by the name of its route and its id", "[log]") {
  std::ostringstream out;
  spdlog::logger log("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
  log.set_pattern("%l %v");
  http::log_access(
      log,
      {.request_id = "5f3a", .method = "GET", .route = "read_case", .status = 200, .bytes = 1834, .seconds = 0.00214});
  CHECK(out.str() == "info request method=GET route=read_case status=200 bytes=1834 ms=2.1 id=5f3a\n");
  out.str("");
  log.set_level(spdlog::level::warn);
  http::log_access(log, {.request_id = "5f3a", .method = "GET", .route = "-", .status = 404});
  CHECK(out.str().empty());
}

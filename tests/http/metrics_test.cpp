#include "web/http/metrics.h"

#include "tests/support/catch.h"

using namespace bihuan::http;

TEST_CASE("the page of metrics is what Prometheus reads", "[metrics]") {
  Metrics metrics;
  metrics.counter("bihuan_requests_total", "Requests.", {{"route", "a\"b\\c\n"}}).add(3);
  metrics.counter("bihuan_requests_total", "Requests.", {{"route", "a\"b\\c\n"}}).add();
  metrics.gauge("bihuan_connections", "Open connections.").set(-2);
  metrics.gauge_from("bihuan_outbox_waiting", "Waiting.", [] { return 1.5; });
  auto& seconds = metrics.histogram("bihuan_seconds", "Time.", {{"route", "x"}});
  seconds.observe(0.002);
  seconds.observe(0.3);
  seconds.observe(99);
  const auto page = metrics.text();
  for (const char* line :
       {"# TYPE bihuan_requests_total counter\n", "bihuan_requests_total{route=\"a\\\"b\\\\c\\n\"} 4\n",
        "bihuan_connections -2\n", "bihuan_outbox_waiting 1.5\n", "bihuan_seconds_bucket{route=\"x\",le=\"0.001\"} 0\n",
        "bihuan_seconds_bucket{route=\"x\",le=\"0.0025\"} 1\n", "bihuan_seconds_bucket{route=\"x\",le=\"0.5\"} 2\n",
        "bihuan_seconds_bucket{route=\"x\",le=\"10\"} 2\n", "bihuan_seconds_bucket{route=\"x\",le=\"+Inf\"} 3\n",
        "bihuan_seconds_sum{route=\"x\"} 99.302\n", "bihuan_seconds_count{route=\"x\"} 3\n"}) {
    INFO(line);
    CHECK(page.find(line) != std::string::npos);
  }
}

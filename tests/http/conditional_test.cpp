#include "web/http/conditional.h"

#include "tests/support/catch.h"

using namespace bihuan::http;

namespace {

struct Row {
  const char* header;
  const char* value;
  int status;
  const char* body;
  const char* content_range;
};

Response answer() {
  Response response = with_etag(json_response(boost::json::value(nullptr)), "v7");
  response.headers.add("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
  response.body = std::string("0123456789");
  response.ranges = true;
  return response;
}

}  // namespace

TEST_CASE("ranges and conditions of a GET", "[conditional]") {
  const Row rows[] = {
      {"X-Nothing", "", 200, "0123456789", ""},
      {"If-None-Match", "\"v7\"", 304, "", ""},
      {"If-None-Match", "\"v6\", W/\"v7\"", 304, "", ""},
      {"If-None-Match", "*", 304, "", ""},
      {"If-None-Match", "\"v6\"", 200, "0123456789", ""},
      {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT", 304, "", ""},
      {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT", 200, "0123456789", ""},
      {"If-Modified-Since", "yesterday", 200, "0123456789", ""},
      {"Range", "bytes=0-0", 206, "0", "bytes 0-0/10"},
      {"Range", "bytes=2-5", 206, "2345", "bytes 2-5/10"},
      {"Range", "bytes=7-", 206, "789", "bytes 7-9/10"},
      {"Range", "bytes=-3", 206, "789", "bytes 7-9/10"},
      {"Range", "bytes=-30", 206, "0123456789", "bytes 0-9/10"},
      {"Range", "bytes=8-99999999999", 206, "89", "bytes 8-9/10"},
      {"Range", "bytes=10-", 416, "", "bytes */10"},
      {"Range", "bytes=-0", 416, "", "bytes */10"},
      {"Range", "bytes=5-2", 200, "0123456789", ""},
      {"Range", "bytes=0-1,3-4", 200, "0123456789", ""},
      {"Range", "bytes=99999999999999999999-", 200, "0123456789", ""},
      {"Range", "bytes=--1", 200, "0123456789", ""},
      {"Range", "lines=1-2", 200, "0123456789", ""},
  };
  for (const auto& row : rows) {
    INFO(row.header << ": " << row.value);
    Request request;
    request.headers.add(row.header, row.value);
    Response response = answer();
    apply_conditions(request, response);
    CHECK(response.status == row.status);
    CHECK(response.headers.get("Content-Range") == row.content_range);
    const auto* body = std::get_if<std::string>(&response.body);
    CHECK((body ? *body : "") == row.body);
  }
}

TEST_CASE("If-Range falls back to the whole when the copy is another", "[conditional]") {
  for (const auto& [condition, status] :
       {std::pair("\"v7\"", 206), std::pair("\"v6\"", 200), std::pair("W/\"v7\"", 200),
        std::pair("Sun, 06 Nov 1994 08:49:37 GMT", 206)}) {
    Request request;
    request.headers.add("Range", "bytes=1-2");
    request.headers.add("If-Range", condition);
    Response response = answer();
    apply_conditions(request, response);
    INFO(condition);
    CHECK(response.status == status);
  }
}

TEST_CASE("a write is not conditional here", "[conditional]") {
  Request request;
  request.method = Method::post;
  request.headers.add("If-None-Match", "*");
  request.headers.add("Range", "bytes=0-0");
  Response response = answer();
  apply_conditions(request, response);
  CHECK(response.status == 200);
}

#include "web/http/text.h"

#include "tests/support/catch.h"

using namespace bihuan::http;

TEST_CASE("dates of HTTP go there and back", "[text]") {
  CHECK(http_date(784111777000) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(951782400000) == "Tue, 29 Feb 2000 00:00:00 GMT");
  for (Millis at = -2000000000000; at < 4000000000000; at += 86400000LL * 37 + 1234000) {
    REQUIRE(parse_http_date(http_date(at)) == at);
  }
  for (const char* bad :
       {"", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 24:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, xx Nov 1994 08:49:37 GMT"}) {
    CHECK_FALSE(parse_http_date(bad));
  }
}

TEST_CASE("a target that could mean two things is refused", "[text][attack]") {
  for (const char* bad :
       {"",       "*",          "cases",  "/a/../b",   "/a/%2e%2e/b", "/a/%2E%2e%2fb", "/a/.",    "/a%2Fb",
        "/a%5Cb", "/a\\b",      "/a%00b", "/a%0Ab",    "/%",          "/%4",           "/%zz",    "/%C0%AF",
        "/%FF",   "/%ED%A0%80", "/a#b",   "ftp://x/y", "//../x",      "/?a=%",         "/?%00=1", "/?a=%FF"}) {
    INFO(bad);
    CHECK_FALSE(parse_target(bad));
  }
  CHECK_FALSE(parse_target("/" + std::string(200, '/')));
  std::string many = "/?a=1";
  for (int i = 0; i < 200; ++i) many += "&a=1";
  CHECK_FALSE(parse_target(many));
}

TEST_CASE("a target is split and decoded", "[text]") {
  const auto target = parse_target("/cases/%E5%A5%89%E5%8C%96?q=a+b%26&fields.x=1&flag&x=%0A");
  REQUIRE(target);
  CHECK(target->segments == std::vector<std::string>{"cases", "奉化"});
  CHECK(target->query ==
        std::vector<std::pair<std::string, std::string>>{{"q", "a b&"}, {"fields.x", "1"}, {"flag", ""}, {"x", "\n"}});
  CHECK(parse_target("http://example.org/a?b")->segments == std::vector<std::string>{"a"});
  CHECK(parse_target("https://example.org")->segments.empty());
}

TEST_CASE("languages, codings and media types are negotiated", "[text]") {
  CHECK(choose_language("zh-CN,zh;q=0.9,en;q=0.8", "en") == "zh-CN");
  CHECK(choose_language("en-GB,en;q=0.9,zh;q=0.8", "zh-CN") == "en");
  CHECK(choose_language("fr", "zh-CN") == "zh-CN");
  CHECK(choose_language("", "en") == "en");
  CHECK(choose_language("en;q=0, zh;q=0.1", "en") == "zh-CN");
  CHECK(accepts_encoding("gzip, br;q=0.5", "br"));
  CHECK_FALSE(accepts_encoding("gzip, br;q=0", "br"));
  CHECK(accepts_encoding("*", "br"));
  CHECK_FALSE(accepts_encoding("", "gzip"));
  CHECK(accepts_media("", "text/html"));
  CHECK(accepts_media("text/*;q=0.1", "text/html"));
  CHECK_FALSE(accepts_media("text/html;q=0, */*", "text/html"));
  CHECK_FALSE(accepts_media("application/json", "text/html"));
}

TEST_CASE("header values cannot carry a line break", "[text][attack]") {
  CHECK(is_field_value("a\tb 奉化"));
  CHECK_FALSE(is_field_value("a\r\nSet-Cookie: x"));
  CHECK_FALSE(is_field_value(std::string_view("a\0b", 3)));
  CHECK(is_token("X-Request-Id"));
  CHECK_FALSE(is_token("X Y"));
}

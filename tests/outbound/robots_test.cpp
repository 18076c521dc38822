#include "web/outbound/robots.h"

#include <boost/json/parse.hpp>

#include "tests/outbound/doubles.h"
#include "tests/support/catch.h"
#include "web/http/text.h"
#include "web/outbound/http_post.h"
#include "web/outbound/signing.h"

using namespace bihuan;
using namespace bihuan::outbound;
using namespace bihuan::tests;
namespace json = boost::json;

namespace {

using Outcome = Attempt::Outcome;

http::AddressSet loopback() {
  return http::AddressSet::parse({"127.0.0.0/8", "::1"}).value();
}

Message robot_message() {
  return {.stable_id = "m-1",
          .to = "",
          .title = "奉环信〔2022〕12号 将到期",
          .text = "剩余 3 天\n第二行 *星*",
          .link = "https://bihuan.test/cases/12"};
}

const std::string fine = json_answer(R"({"errcode":0,"errmsg":"ok"})");

}  // namespace

TEST_CASE("a DingTalk robot gets a signed markdown message", "[robots]") {
  HttpReceiver receiver({fine});
  DingTalkRobot robot(receiver.url("/robot/send?access_token=abc"), "SEC123", loopback());
  CHECK(robot.send(robot_message(), 1650000000000).is_sent());
  const auto posts = receiver.received();
  REQUIRE(posts.size() == 1);
  const auto sign = base64(hmac_sha256("SEC123", "1650000000000\nSEC123"));
  CHECK(posts[0].target.starts_with("/robot/send?access_token=abc&timestamp=1650000000000&sign="));
  CHECK(posts[0].target.ends_with(http::percent_encode(sign)));
  CHECK(posts[0].target.find('+') == std::string::npos);
  CHECK(posts[0].headers.at("content-type") == "application/json");
  const auto body = json::parse(posts[0].body);
  CHECK(body.at("msgtype").as_string() == "markdown");
  CHECK(body.at("markdown").at("title").as_string() == "奉环信〔2022〕12号 将到期");
  CHECK(std::string(body.at("markdown").at("text").as_string()).find("\\*星\\*") != std::string::npos);
  CHECK(body.at("at").at("atMobiles").as_array().empty());
}

TEST_CASE("a WeCom robot gets at most 4096 bytes, cut between characters", "[robots]") {
  HttpReceiver receiver({fine});
  WeComRobot robot(receiver.url("/cgi-bin/webhook/send?key=k"), loopback());
  auto message_long = robot_message();
  message_long.text.clear();
  for (int i = 0; i < 2000; ++i) message_long.text += "字";
  CHECK(robot.send(message_long, 0).is_sent());
  const auto body = json::parse(receiver.received().at(0).body);
  const std::string content(body.at("markdown").at("content").as_string());
  CHECK(content.size() <= 4096);
  CHECK(content.size() > 4090);
  CHECK(content.ends_with("字…"));
  CHECK(cut_to_bytes("abc", 3) == "abc");
}

TEST_CASE("what a robot answers decides what happens next", "[robots]") {
  struct Row {
    std::string answer;
    Outcome outcome;
    const char* code;
    Millis retry_after;
  };
  const Row rows[] = {
      {fine, Outcome::sent, "", 0},
      {json_answer(R"({"errcode":310000,"errmsg":"sign not match"})"), Outcome::refused, "target_code", 0},
      {json_answer(R"({"errcode":130101,"errmsg":"send too fast"})"), Outcome::later, "target_code", 600000},
      {json_answer(R"({"errcode":45009,"errmsg":"api freq out of limit"})"), Outcome::later, "target_code", 600000},
      {json_answer(R"({"errcode":-1,"errmsg":"busy"})"), Outcome::later, "target_code", 0},
      {json_answer("not json"), Outcome::later, "target_answer", 0},
      {json_answer("[]"), Outcome::later, "target_answer", 0},
      {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", Outcome::later, "target_status",
       0},
      {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
       Outcome::later, "target_status", 0},
      {"", Outcome::later, "target_unreachable", 0},
      {json_answer(std::string(100'000, 'x')), Outcome::later, "target_unreachable", 0},
  };
  for (const auto& row : rows) {
    HttpReceiver receiver({row.answer});
    WeComRobot robot(receiver.url("/send"), loopback());
    const auto attempt = robot.send(robot_message(), 0);
    INFO(row.answer.substr(0, 100));
    CHECK(attempt.outcome == row.outcome);
    CHECK(attempt.error.code == row.code);
    CHECK(attempt.retry_after == row.retry_after);
    CHECK(receiver.received().size() == 1);
  }
}

TEST_CASE("the twenty-first message of a minute waits", "[robots]") {
  HttpReceiver receiver({fine});
  DingTalkRobot robot(receiver.url("/send"), "", loopback());
  for (int i = 0; i < 20; ++i) REQUIRE(robot.send(robot_message(), 1000 * i).is_sent());
  const auto attempt = robot.send(robot_message(), 20'000);
  CHECK(attempt.outcome == Outcome::later);
  CHECK(attempt.error.code == "target_throttled");
  CHECK(attempt.retry_after == 40'000);
  CHECK(receiver.received().size() == 20);
  CHECK(robot.send(robot_message(), 60'000).is_sent());
}

TEST_CASE("a webhook is signed, and a receiver can tell", "[webhook]") {
  HttpReceiver receiver({"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"});
  Webhook webhook(receiver.url("/hook"), "secret", loopback());
  CHECK(webhook.send(robot_message(), 1650000000123).is_sent());
  const auto post = receiver.received().at(0);
  CHECK(post.headers.at("x-bihuan-id") == "m-1");
  CHECK(post.headers.at("x-bihuan-timestamp") == "1650000000");
  const auto& signature = post.headers.at("x-bihuan-signature");
  CHECK(verify_webhook("secret", "1650000000", post.body, signature, 1650000000123));
  CHECK(json::parse(post.body).at("id").as_string() == "m-1");
}

TEST_CASE("a webhook's receiver decides by its status", "[webhook]") {
  const auto outcome = [](const std::string& head) {
    HttpReceiver receiver({"HTTP/1.1 " + head + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"});
    Webhook webhook(receiver.url("/hook"), "secret", loopback());
    const auto attempt = webhook.send(robot_message(), 0);
    CHECK(receiver.received().size() == 1);
    return std::pair(attempt.outcome, attempt.retry_after);
  };
  CHECK(outcome("200 OK") == std::pair(Outcome::sent, Millis(0)));
  CHECK(outcome("429 Slow\r\nRetry-After: 7") == std::pair(Outcome::later, Millis(7000)));
  CHECK(outcome("503 Busy") == std::pair(Outcome::later, Millis(0)));
  CHECK(outcome("404 Gone") == std::pair(Outcome::refused, Millis(0)));
  CHECK(outcome("301 Moved\r\nLocation: http://169.254.169.254/latest") == std::pair(Outcome::refused, Millis(0)));
}

TEST_CASE("private addresses are reached only when they are listed", "[webhook][attack]") {
  HttpReceiver receiver({fine});
  for (const auto& url : {receiver.url("/"), receiver.url("/", "localhost"), receiver.url("/", "[::ffff:127.0.0.1]"),
                          receiver.url("/", "2130706433"), receiver.url("/", "0.0.0.0"), receiver.url("/", "127.1")}) {
    INFO(url);
    const auto attempt = Webhook(url, "s", {}).send(robot_message(), 0);
    CHECK(attempt.outcome == Outcome::refused);
    CHECK(attempt.error.code == "target_private");
  }
  CHECK(receiver.received().empty());
  const auto other = http::AddressSet::parse({"10.0.0.0/8"}).value();
  CHECK(Webhook(receiver.url("/"), "s", other).send(robot_message(), 0).error.code == "target_private");
  CHECK(Webhook(receiver.url("/", "localhost"), "s", loopback()).send(robot_message(), 0).is_sent());
  for (const char* scheme : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "not a url"}) {
    CHECK(Webhook(scheme, "s", loopback()).send(robot_message(), 0).error.code == "target_unreachable");
  }
  for (const char* address :
       {"10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "::1", "fd00::1",
        "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "0.0.0.0", "255.255.255.255"}) {
    INFO(address);
    CHECK(is_private_address(address));
  }
  for (const char* address : {"8.8.8.8", "172.32.0.1", "2400:3200::1"}) CHECK_FALSE(is_private_address(address));
}

TEST_CASE("errors tell no secrets", "[webhook][attack]") {
  WireListener closed;
  const auto port = closed.port();
  closed.close();
  DingTalkRobot robot("http://127.0.0.1:" + std::to_string(port) + "/send?access_token=TOKEN", "SECRET", loopback());
  const auto attempt = robot.send(robot_message(), 0);
  CHECK(attempt.outcome == Outcome::later);
  for (const char* language : {"en", "zh-CN"}) {
    const auto text = attempt.error.message(language) + attempt.error.hint(language);
    CHECK(text.find("TOKEN") == std::string::npos);
    CHECK(text.find("SECRET") == std::string::npos);
  }
}

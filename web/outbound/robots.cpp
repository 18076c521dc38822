#include "web/outbound/robots.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "web/http/text.h"
#include "web/outbound/http_post.h"
#include "web/outbound/signing.h"

namespace bihuan::outbound {

namespace json = boost::json;

namespace {

constexpr Millis minute = 60'000;
constexpr Millis shut_out = 10 * minute;

Attempt after_failure(const Error& error) {
  return error.code == "target_private" ? refuse(error) : try_later(error);
}

// Robots answer 200 with {"errcode":0,"errmsg":"ok"}, or with a code that says why not.
Attempt read_robot(const PostAnswer& answer) {
  if (answer.status != 200) return try_later(Error("target_status", {{"status", std::to_string(answer.status)}}));
  boost::system::error_code malformed;
  const auto value = json::parse(answer.body, malformed);
  const auto* code = !malformed && value.is_object() ? value.get_object().if_contains("errcode") : nullptr;
  if (!code || !code->is_int64()) return try_later(Error("target_answer"));
  const auto number = code->get_int64();
  if (number == 0) return {};
  const Error error("target_code", {{"code", std::to_string(number)}});
  // Too many: DingTalk 130101 and 410100, WeCom 45009. Busy: -1. The rest will not get better by itself.
  if (number == 130101 || number == 410100 || number == 45009) return try_later(error, shut_out);
  return number == -1 ? try_later(error) : refuse(error);
}

// Our texts are plain: what markdown would take for its own is escaped.
std::string markdown_text(std::string_view text) {
  static constexpr std::string_view marks = "\\`*_{}[]()#+!|<>~";
  std::string out;
  for (const char c : text) {
    if (marks.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown(const Message& message) {
  std::string text = "### " + markdown_text(message.title) + "\n\n" + markdown_text(message.text);
  if (!message.link.empty()) text += "\n\n" + message.link;
  return text;
}

}  // namespace

Millis Throttle::take(Millis now) {
  while (!taken_.empty() && taken_.front() <= now - minute) taken_.pop_front();
  if (taken_.size() >= amount_) return taken_.front() + minute - now;
  taken_.push_back(now);
  return 0;
}

std::string cut_to_bytes(std::string_view text, std::size_t bytes) {
  static constexpr std::string_view ellipsis = "\xE2\x80\xA6";
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes - ellipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + std::string(ellipsis);
}

DingTalkRobot::DingTalkRobot(std::string url, std::string secret, http::AddressSet private_targets)
    : url_(std::move(url)), secret_(std::move(secret)), private_targets_(std::move(private_targets)) {}

std::string DingTalkRobot::signed_url(Millis now) const {
  if (secret_.empty()) return url_;
  const auto time = std::to_string(now);
  const auto sign = http::percent_encode(base64(hmac_sha256(secret_, time + "\n" + secret_)));
  return url_ + (url_.find('?') == std::string::npos ? "?" : "&") + "timestamp=" + time + "&sign=" + sign;
}

Attempt DingTalkRobot::send(const Message& message, Millis now) {
  if (const auto wait = throttle_.take(now); wait > 0) return try_later(Error("target_throttled"), wait);
  const json::object body{{"msgtype", "markdown"},
                          {"markdown", json::object{{"title", message.title}, {"text", markdown(message)}}},
                          {"at", json::object{{"atMobiles", json::array{}}}}};
  const auto answer =
      http_post({.url = signed_url(now), .body = json::serialize(body), .headers = {}}, private_targets_);
  return answer ? read_robot(*answer) : after_failure(answer.error());
}

WeComRobot::WeComRobot(std::string url, http::AddressSet private_targets)
    : url_(std::move(url)), private_targets_(std::move(private_targets)) {}

Attempt WeComRobot::send(const Message& message, Millis now) {
  if (const auto wait = throttle_.take(now); wait > 0) return try_later(Error("target_throttled"), wait);
  const json::object body{{"msgtype", "markdown"},
                          {"markdown", json::object{{"content", cut_to_bytes(markdown(message), 4096)}}}};
  const auto answer = http_post({.url = url_, .body = json::serialize(body), .headers = {}}, private_targets_);
  return answer ? read_robot(*answer) : after_failure(answer.error());
}

Webhook::Webhook(std::string url, std::string secret, http::AddressSet private_targets)
    : url_(std::move(url)), secret_(std::move(secret)), private_targets_(std::move(private_targets)) {}

Attempt Webhook::send(const Message& message, Millis now) {
  const auto body = json::serialize(json::object{
      {"id", message.stable_id}, {"title", message.title}, {"text", message.text}, {"link", message.link}});
  const auto seconds = std::to_string(now / 1000);
  const auto answer = http_post({.url = url_,
                                 .body = body,
                                 .headers = {{"X-Bihuan-Id", message.stable_id},
                                             {"X-Bihuan-Timestamp", seconds},
                                             {"X-Bihuan-Signature", webhook_signature(secret_, seconds, body)}}},
                                private_targets_);
  if (!answer) return after_failure(answer.error());
  const int status = answer->status;
  if (status >= 200 && status < 300) return {};
  const Error error("target_status", {{"status", std::to_string(status)}});
  if (status >= 500 || status == 408 || status == 429) return try_later(error, answer->retry_after_seconds * 1000);
  return refuse(error);
}

}  // namespace bihuan::outbound

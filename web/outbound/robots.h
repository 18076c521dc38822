// Robots of DingTalk and WeCom in group chats, and generic webhooks: JSON by POST.
// One object a target; send() from one thread at a time. Throttled by themselves: above 20 messages a minute an attempt
// is answered with `later` without troubling the other side, which would shut us out for ten minutes.
#pragma once

#include <deque>
#include <string>

#include "web/http/proxy.h"
#include "web/outbound/channel.h"

namespace bihuan::outbound {

// At most `amount` in any 60 s.
class Throttle {
 public:
  explicit Throttle(std::size_t amount = 20) : amount_(amount) {}
  // 0 when one more may go now (it is counted), else the milliseconds to wait.
  [[nodiscard]] Millis take(Millis now);

 private:
  std::size_t amount_;
  std::deque<Millis> taken_;
};

// https://open.dingtalk.com: the URL carries access_token; `secret` may be empty for robots that check by keyword.
class DingTalkRobot : public Channel {
 public:
  DingTalkRobot(std::string url, std::string secret, http::AddressSet private_targets);
  [[nodiscard]] Attempt send(const Message& message, Millis now) override;
  // The URL with timestamp and sign, as the robot checks them within an hour.
  [[nodiscard]] std::string signed_url(Millis now) const;

 private:
  std::string url_, secret_;
  http::AddressSet private_targets_;
  Throttle throttle_;
};

// The URL carries key. Markdown of at most 4096 bytes; longer ones are cut between characters.
class WeComRobot : public Channel {
 public:
  WeComRobot(std::string url, http::AddressSet private_targets);
  [[nodiscard]] Attempt send(const Message& message, Millis now) override;

 private:
  std::string url_;
  http::AddressSet private_targets_;
  Throttle throttle_;
};

// {"id","title","text","link"} with X-Bihuan-Id, X-Bihuan-Timestamp (seconds) and X-Bihuan-Signature (signing.h).
// Any 2xx is taken for received; 4xx but 408 and 429 is a refusal; redirects are not followed and refused.
class Webhook : public Channel {
 public:
  Webhook(std::string url, std::string secret, http::AddressSet private_targets);
  [[nodiscard]] Attempt send(const Message& message, Millis now) override;

 private:
  std::string url_, secret_;
  http::AddressSet private_targets_;
};

// The text cut to `bytes` between two code points, with an ellipsis when something was cut.
[[nodiscard]] std::string cut_to_bytes(std::string_view text, std::size_t bytes);

}  // namespace bihuan::outbound

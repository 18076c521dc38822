// Mail by SMTP through libcurl: one plain text message to one person.
// send() from one thread at a time.
#pragma once

#include <string>

#include "web/outbound/channel.h"

namespace bihuan::outbound {

struct MailOptions {
  std::string server;  // smtp://host:587 or smtps://host:465
  std::string user;    // empty: without signing in
  std::string password;
  std::string from;  // "bihuan@example.org"
  bool tls = true;   // refuse a connection that is not encrypted
  long timeout_ms = 20'000;
};

class Mail : public Channel {
 public:
  explicit Mail(MailOptions options);
  [[nodiscard]] Attempt send(const Message& message, Millis now) override;

 private:
  MailOptions options_;
};

// The message as it goes over the wire (RFC 5322): UTF-8, subject by RFC 2047, body in base64, CRLF.
[[nodiscard]] std::string mail_text(const Message& message, const std::string& from, Millis now);

// One address and nothing else: no line break, bracket, comma, space, or second @.
[[nodiscard]] bool is_mail_address(std::string_view text);

}  // namespace bihuan::outbound

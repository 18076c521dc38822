#include "web/outbound/mail.h"

#include <algorithm>

#include "tests/outbound/doubles.h"
#include "tests/support/catch.h"
#include "web/outbound/signing.h"

using namespace bihuan::outbound;
using namespace bihuan::tests;

namespace {

MailOptions options(const MailReceiver& receiver) {
  return {
      .server = receiver.url(), .user = "bihuan", .password = "hunter2", .from = "bihuan@example.org", .tls = false};
}

Message message(const std::string& to = "zhang@example.org") {
  return {.stable_id = "m/1",
          .to = to,
          .title = "奉环信〔2022〕12号 办理时限将到期,请及时办理并上传佐证材料",
          .text = "剩余 3 天",
          .link = "https://bihuan.test/cases/12"};
}

bool has_line(const std::vector<std::string>& lines, const std::string& start) {
  return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(start); });
}

}  // namespace

TEST_CASE("mail goes out, signed in, readable and marked as automatic", "[mail]") {
  MailReceiver receiver;
  Mail mail(options(receiver));
  const auto attempt = mail.send(message(), 784111777000);
  INFO(attempt.error.message());
  REQUIRE(attempt.is_sent());
  const auto lines = receiver.lines();
  CHECK(has_line(lines, "AUTH PLAIN"));
  CHECK(has_line(lines, "CREDENTIALS:" + base64(std::string("\0bihuan\0hunter2", 15))));
  CHECK(has_line(lines, "MAIL FROM:<bihuan@example.org>"));
  CHECK(has_line(lines, "RCPT TO:<zhang@example.org>"));
  const auto data =
      *std::find_if(lines.begin(), lines.end(), [](const auto& line) { return line.starts_with("DATA:"); });
  CHECK(data.find("Date: Sun, 06 Nov 1994 08:49:37 +0000\r\n") != std::string::npos);
  CHECK(data.find("To: <zhang@example.org>\r\n") != std::string::npos);
  CHECK(data.find("Message-ID: <m%2F1@example.org>\r\n") != std::string::npos);
  CHECK(data.find("Auto-Submitted: auto-generated\r\n") != std::string::npos);
  CHECK(data.find(base64("剩余 3 天\n\nhttps://bihuan.test/cases/12\n")) != std::string::npos);
  for (std::size_t at = 0; at < data.size();) {
    const auto end = std::min(data.find("\r\n", at), data.size());
    CHECK(end - at <= 78);
    at = end + 2;
  }
}

TEST_CASE("nothing in a message makes a second header or recipient", "[mail][attack]") {
  MailReceiver receiver;
  Mail mail(options(receiver));
  for (const char* to :
       {"a@b\r\nRCPT TO:<c@d>", "a@b>,<c@d", "a@b,c@d", "a", "@b", "a@", "a b@c", "", "a@b@c", "<a@b>"}) {
    INFO(to);
    CHECK(mail.send(message(to), 0).error.code == "mail_address");
  }
  CHECK(receiver.lines().empty());
  auto nasty = message();
  nasty.title = "a\r\nBcc: everybody@example.org\r\n\r\nforged";
  nasty.text = "x\r\n.\r\nMAIL FROM:<evil@example.org>\r\n";
  nasty.stable_id = "x>\r\nBcc: y@z";
  const auto text = mail_text(nasty, "bihuan@example.org", 0);
  CHECK(text.find("Bcc: ") == std::string::npos);
  CHECK(text.find("\r\n.\r\n") == std::string::npos);
  CHECK(mail.send(nasty, 0).is_sent());
  CHECK_FALSE(has_line(receiver.lines(), "MAIL FROM:<evil"));
}

TEST_CASE("the mail server's answer decides what happens next", "[mail]") {
  MailReceiver unknown("550 no such person");
  CHECK(Mail(options(unknown)).send(message(), 0).outcome == Attempt::Outcome::refused);
  MailReceiver full("452 mailbox full");
  const auto later = Mail(options(full)).send(message(), 0);
  CHECK(later.outcome == Attempt::Outcome::later);
  CHECK(later.error.code == "mail_failed");
}

TEST_CASE("without encryption nothing is sent unless that is wanted", "[mail][attack]") {
  MailReceiver receiver;
  auto strict = options(receiver);
  strict.tls = true;
  CHECK_FALSE(Mail(strict).send(message(), 0).is_sent());
  CHECK_FALSE(has_line(receiver.lines(), "AUTH"));
  CHECK_FALSE(has_line(receiver.lines(), "MAIL"));
}

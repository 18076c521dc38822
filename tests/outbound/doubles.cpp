#include "tests/outbound/doubles.h"

#include <algorithm>
#include <cctype>

namespace bihuan::tests {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

ReceivedPost read_post(Wire& wire) {
  ReceivedPost post;
  const auto head = wire.receive_until("\r\n\r\n");
  const auto first = head.find(' ');
  post.target = head.substr(first + 1, head.find(' ', first + 1) - first - 1);
  for (auto line = head.find("\r\n") + 2; line + 2 < head.size();) {
    const auto end = head.find("\r\n", line);
    const auto colon = head.find(": ", line);
    post.headers[lower(head.substr(line, colon - line))] = head.substr(colon + 2, end - colon - 2);
    line = end + 2;
  }
  post.body = wire.receive_exactly(std::stoul("0" + post.headers["content-length"]));
  return post;
}

}  // namespace

HttpReceiver::HttpReceiver(std::vector<std::string> answers)
    : answers_(answers.begin(), answers.end()), thread_([this] { run(); }) {}

HttpReceiver::~HttpReceiver() {
  listener_.close();
  thread_.join();
}

std::string HttpReceiver::url(const std::string& target, const std::string& host) const {
  return "http://" + host + ":" + std::to_string(listener_.port()) + target;
}

std::vector<ReceivedPost> HttpReceiver::received() {
  const std::lock_guard lock(mutex_);
  return received_;
}

void HttpReceiver::run() {
  try {
    while (true) {
      auto wire = listener_.accept();
      auto post = read_post(wire);
      std::string answer;
      {
        const std::lock_guard lock(mutex_);
        received_.push_back(std::move(post));
        answer = answers_.front();
        if (answers_.size() > 1) answers_.pop_front();
      }
      wire.send(answer);
    }
  } catch (const std::exception&) {
    // Closed: the test is over.
  }
}

std::string json_answer(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

MailReceiver::MailReceiver(std::string refuse_with)
    : refuse_with_(std::move(refuse_with)), thread_([this] { run(); }) {}

MailReceiver::~MailReceiver() {
  listener_.close();
  thread_.join();
}

std::string MailReceiver::url() const {
  return "smtp://127.0.0.1:" + std::to_string(listener_.port());
}

std::vector<std::string> MailReceiver::lines() {
  const std::lock_guard lock(mutex_);
  return lines_;
}

void MailReceiver::run() {
  try {
    while (true) talk(listener_.accept());
  } catch (const std::exception&) {
    // Closed: the test is over.
  }
}

void MailReceiver::talk(Wire wire) {
  wire.send("220 test\r\n");
  while (true) {
    auto line = wire.receive_until("\r\n");
    if (line.size() < 2) return;
    line.resize(line.size() - 2);
    {
      const std::lock_guard lock(mutex_);
      lines_.push_back(line);
    }
    if (line.starts_with("EHLO")) {
      wire.send("250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n");
    } else if (line.starts_with("AUTH")) {
      wire.send("334 \r\n");
      const auto credentials = wire.receive_until("\r\n");
      const std::lock_guard lock(mutex_);
      lines_.push_back("CREDENTIALS:" + credentials);
      wire.send("235 good\r\n");
    } else if (line.starts_with("RCPT") && !refuse_with_.empty()) {
      wire.send(refuse_with_ + "\r\n");
    } else if (line == "DATA") {
      wire.send("354 go\r\n");
      auto message = wire.receive_until("\r\n.\r\n");
      const std::lock_guard lock(mutex_);
      lines_.push_back("DATA:" + message);
      wire.send("250 taken\r\n");
    } else if (line == "QUIT") {
      wire.send("221 bye\r\n");
      return;
    } else {
      wire.send("250 ok\r\n");
    }
  }
}

}  // namespace bihuan::tests

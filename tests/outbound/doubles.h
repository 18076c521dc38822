// Receivers over real sockets on loopback: an HTTP receiver and a mail server, each on a thread of its own.
// They take what comes, keep it, and answer as they were told. Stopped when they go out of scope.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/wire.h"

namespace bihuan::tests {

struct ReceivedPost {
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

class HttpReceiver {
 public:
  // Answers in this order, then the last one again; each is a whole HTTP response.
  explicit HttpReceiver(std::vector<std::string> answers);
  ~HttpReceiver();
  [[nodiscard]] std::string url(const std::string& target, const std::string& host = "127.0.0.1") const;
  [[nodiscard]] std::vector<ReceivedPost> received();

 private:
  void run();
  WireListener listener_;
  std::mutex mutex_;
  std::deque<std::string> answers_;
  std::vector<ReceivedPost> received_;
  std::thread thread_;
};

// A 200 with this JSON.
[[nodiscard]] std::string json_answer(const std::string& body);

class MailReceiver {
 public:
  // `refuse_with` answers RCPT TO when it is not empty: "550 no such person".
  explicit MailReceiver(std::string refuse_with = {});
  ~MailReceiver();
  [[nodiscard]] std::string url() const;
  // All commands, and the message as "DATA:..." lines.
  [[nodiscard]] std::vector<std::string> lines();

 private:
  void run();
  void talk(Wire wire);
  WireListener listener_;
  std::string refuse_with_;
  std::mutex mutex_;
  std::vector<std::string> lines_;
  std::thread thread_;
};

}  // namespace bihuan::tests

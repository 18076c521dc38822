// The API over a small office without a socket: the routes that the program serves, requests as a signed-in person
// sends them, answers checked against the document. For one thread.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/served_office.h"

namespace bihuan::tests {

// One request as it is sent. An empty person is nobody.
struct Ask {
  std::string person;
  http::Method method = http::Method::get;
  std::string path;
  std::string body = {};
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};  // besides the usual ones
  std::string key = {};                                           // Idempotency-Key; empty: a fresh one
  std::string origin = "http://localhost";                        // empty: none is sent
  std::string token = {};                                         // sent as a bearer token instead of the session
};

struct Answer {
  int status = 0;
  std::string etag;
  boost::json::value body;  // null when it is not JSON
  std::string text;
  http::Headers headers;
  const http::Route* route = nullptr;

  [[nodiscard]] std::string code() const;  // of a problem, or ""
};

class Client : public test::ServedOffice {
 public:
  explicit Client(test::OfficeOptions options = {}, bool fresh = false);

  // Every answer is checked: its status and shape against the document, its headers against what every answer must
  // have.
  Answer send(const Ask& ask);
  Answer send(const std::string& person, http::Method method, const std::string& path, const std::string& body = {},
              const std::string& if_match = {});
  Answer get(const std::string& person, const std::string& path) { return send(person, http::Method::get, path); }
  Answer post(const std::string& person, const std::string& path, const std::string& body) {
    return send(person, http::Method::post, path, body);
  }
  // Files a grid report as the grid member of jinping; its id.
  std::int64_t file_report();
  // Types of the events of all cases in the order of their commits, and "action subject" of the log of administration.
  [[nodiscard]] std::vector<std::string> events_since(std::size_t seen = 0);
  [[nodiscard]] std::vector<std::string> log();

 private:
  http::Request request_of(const Ask& ask);
  void check(const Ask& ask, const Answer& answer) const;
  void record(const Ask& ask, const Answer& answer) const;

  int sent_ = 0;
};

}  // namespace bihuan::tests

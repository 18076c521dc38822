// A small office with the routes that the program serves over it, for tests of the API, benches and fuzzing: signing
// in, every handler, a dispatcher; a socket is the caller's. Belongs to one thread but for the dispatcher, which may be
// shared. Throws std::runtime_error when something cannot be set up.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/office.h"
#include "web/api/auth/auth.h"
#include "web/api/services.h"
#include "web/http/dispatcher.h"

namespace bihuan::api {
class ImportDesk;
}

namespace bihuan::test {

class ServedOffice {
 public:
  using OnError = std::function<void(const http::Request&, const std::string&)>;

  // The office of `options`; with three administrators more, "system", "security" and "audit", unless it is `fresh`.
  explicit ServedOffice(OfficeOptions options = {}, OnError on_error = {}, bool fresh = false);
  ~ServedOffice();
  ServedOffice(const ServedOffice&) = delete;
  ServedOffice& operator=(const ServedOffice&) = delete;

  // Signs in, once in twenty minutes of the office's clock; answers the session's cookie.
  const std::string& session_of(const std::string& person);
  // An API token of `person`.
  std::string token_of(const std::string& person, const std::vector<std::string>& scopes);
  [[nodiscard]] const http::Dispatcher& dispatcher() const { return *dispatcher_; }
  [[nodiscard]] const api::Services& services() const { return *services_; }

  static constexpr const char* password = "Kuai-Le-7-Shan";

  Office office;
  http::EventHub events{"test"};
  http::RouteTable table;
  http::Schemas schemas;
  std::unique_ptr<api::Auth> auth;

 private:
  void add_routes();

  struct Session {
    std::string token;
    runtime::Millis since = 0;
  };
  std::unique_ptr<api::Services> services_;
  std::shared_ptr<api::ImportDesk> imports_;
  std::unique_ptr<http::Dispatcher> dispatcher_;
  std::map<std::string, Session> sessions_;
};

}  // namespace bihuan::test

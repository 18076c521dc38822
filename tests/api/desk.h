// The API over a small office without a socket: requests as a person sends them, answers checked against the document.
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <string>

#include "tests/support/office.h"
#include "web/api/ledger/import_desk.h"
#include "web/api/services.h"
#include "web/http/dispatcher.h"

namespace bihuan::report {
struct OfficeSettings;
}

namespace bihuan::tests {

struct Answer {
  int status = 0;
  http::Headers headers;
  std::string etag;
  boost::json::value body;
  std::string text;

  [[nodiscard]] std::string code() const;  // of a problem, or ""
};

class Desk {
 public:
  // `settings`: counting rules, sentences, templates of the office's own; null: as shipped.
  explicit Desk(test::OfficeOptions options = {}, std::shared_ptr<const report::OfficeSettings> settings = nullptr);
  ~Desk();

  // As `person` (empty: nobody). Every answer of success is checked against the schema its route names.
  Answer send(const std::string& person, http::Method method, const std::string& path, const std::string& body = {},
              const std::string& if_match = {});
  Answer get(const std::string& person, const std::string& path) { return send(person, http::Method::get, path); }
  Answer post(const std::string& person, const std::string& path, const std::string& body) {
    return send(person, http::Method::post, path, body);
  }
  // A GET whose answer is not text; with Last-Event-ID when given.
  http::Response send_raw(const std::string& person, const std::string& path, const std::string& last_event_id = {});
  // The Idempotency-Key of the next request, in place of a fresh one.
  void next_key(std::string key) { key_ = std::move(key); }
  // The preferences of the next request (Prefer).
  void next_preference(std::string preference) { preference_ = std::move(preference); }
  // From now on `person` acts for `absent`, as a session may; the office must know of the absence.
  void act_for(const std::string& person, const std::string& absent) { acting_[person] = absent; }
  // Files a grid report as the grid member of jinping; its id.
  std::int64_t file_report();

  test::Office office;
  http::EventHub events{"test"};
  http::RouteTable table;
  http::Schemas schemas;

 private:
  std::unique_ptr<api::Services> services_;
  std::shared_ptr<api::ImportDesk> imports_;
  std::unique_ptr<http::Dispatcher> dispatcher_;
  int sent_ = 0;
  std::string key_, preference_;
  std::map<std::string, std::string> acting_;
};

// The words of a .docx without its tags.
[[nodiscard]] std::string docx_text(const std::string& bytes);
// The same of every part of an office file or archive, those within it included.
[[nodiscard]] std::string file_text(const std::string& bytes);

}  // namespace bihuan::tests

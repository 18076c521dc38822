// Requests and responses as handlers see them: plain values of ours, nothing of the library that parses HTTP.
// A Request belongs to one connection; a Response is handed over by value. Nothing here is shared between threads
// except what a BodySource or an EventSubscription shares by itself.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/error.h"

namespace bihuan {
class JsonText;
}

namespace bihuan::http {

// Milliseconds since 1970-01-01T00:00:00Z.
using Millis = std::int64_t;

enum class Method { get, head, post, put, patch, del, options };

[[nodiscard]] std::string_view method_name(Method method);
[[nodiscard]] std::optional<Method> method_of(std::string_view name);
// GET, HEAD and OPTIONS change nothing (RFC 9110 section 9.2.1).
[[nodiscard]] bool is_safe(Method method);

// Header fields in order; names compare without case.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  void add(std::string name, std::string value);
  // Replaces every field of that name.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);
  // The first value of that name; empty when there is none.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  // All values of that name joined by ", " (RFC 9110 section 5.3).
  [[nodiscard]] std::string joined(std::string_view name) const;
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

// Who sent the request, as the authenticator found out. Nobody: person is empty.
struct Principal {
  std::string person;
  std::string session;              // id of the session, empty for a token
  std::string token;                // id of the API token, empty for a session
  std::string on_behalf_of;         // acting for this person during an absence
  std::vector<std::string> scopes;  // of the token; a session has every scope
  std::vector<std::string> roles;   // role ids held now, at whatever unit
  std::string language;             // the person's own setting, or empty

  [[nodiscard]] bool is_nobody() const { return person.empty(); }
  [[nodiscard]] bool holds(std::string_view role) const;
  [[nodiscard]] bool may(std::string_view scope) const;
};

struct Route;

// Name and decoded value of each place in the route's pattern.
using PathParameters = std::vector<std::pair<std::string, std::string>>;

struct Request {
  Method method = Method::get;
  std::string target;                                      // as sent
  std::vector<std::string> segments;                       // of the path, decoded: {"api", "v1", "cases"}
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  Headers headers;
  std::string body;     // complete, unless the route streams it into a sink
  std::string client;   // address of the client, as trusted proxies report it
  bool secure = false;  // over TLS, here or at a trusted proxy
  std::string id;       // request id, also in the answer and in the log
  Millis now = 0;       // when it arrived
  bool brief = false;   // on an I/O thread: a handler that finds more to do than a short read answers `take_longer()`

  // Filled by the dispatcher before the handler runs.
  const Route* route = nullptr;
  PathParameters parameters;
  Principal principal;
  std::string language = "zh-CN";  // "zh-CN" or "en": the person's, else by Accept-Language
  boost::json::value json;         // the body, for routes whose body is JSON; checked against the route's schema

  // A place of the pattern; empty (0) only when the pattern has no such place.
  [[nodiscard]] std::string_view path_text(std::string_view name) const;
  [[nodiscard]] std::int64_t path_integer(std::string_view name) const;
  // The first query parameter of that name; values were checked against the route's table.
  [[nodiscard]] std::optional<std::string_view> query_text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> query_integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> query_boolean(std::string_view name) const;
  // Every value of a repeated or comma-separated parameter.
  [[nodiscard]] std::vector<std::string> query_list(std::string_view name) const;
  // Parameters "PREFIX.NAME" as (NAME, value).
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> query_family(std::string_view prefix) const;
  // Is `preference` ("return=minimal") among those of the Prefer header (RFC 7240)?
  [[nodiscard]] bool prefers(std::string_view preference) const;
  // The version in `If-Match: "17"`; nothing when absent or `*`.
  [[nodiscard]] std::optional<std::int64_t> if_match_version() const;
  [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

// A body that is produced while it is sent: a file, an export. Reads may block; they run on a worker.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // Bytes in all; nothing when unknown (sent chunked, no ranges).
  [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;
  // Fills `into` from `offset`; 0 = end. Calls come in order unless size() is known. Throws on broken infrastructure.
  [[nodiscard]] virtual std::size_t read(std::uint64_t offset, std::span<char> into) = 0;
};

// A body that is taken in piece by piece. Destroyed without finish() = the client went away. May block; on a worker.
struct Response;
class BodySink {
 public:
  virtual ~BodySink() = default;
  [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
  [[nodiscard]] virtual Response finish(const Request& request) = 0;
};

class EventSubscription;  // web/http/events.h

// What an answer waits for, usually a commit, while it holds no thread. Comes once, from any thread.
class Awaited {
 public:
  void come();
  // `next` is called when it has come: at once, or on the thread on which it comes.
  void then(std::function<void()> next);

 private:
  std::mutex mutex_;  // guards all below
  bool came_ = false;
  std::function<void()> next_;
};

// An answer that is made when `awaited` has come, as a short read is (RunsOn::reader), with the request still there.
struct Later {
  std::shared_ptr<Awaited> awaited;
  std::function<Response()> make;
};

// What is sent. string_view bodies are bytes that live as long as the program (embedded files).
using Body = std::variant<std::monostate, std::string, std::string_view, std::shared_ptr<const std::string>,
                          std::shared_ptr<BodySource>, std::shared_ptr<EventSubscription>, std::shared_ptr<Later>>;

struct Response {
  int status = 200;
  Headers headers;
  Body body;
  bool ranges = false;  // a GET may ask for byte ranges of this body
};

// JSON with the given status; HEAD, ETag and ranges are looked after by the dispatcher.
[[nodiscard]] Response json_response(const boost::json::value& value, int status = 200);
[[nodiscard]] Response json_response(const JsonText& text, int status = 200);
[[nodiscard]] Response no_content();
// Never sent: the request is put to a worker instead (RunsOn::reader).
[[nodiscard]] inline Response take_longer() {
  return {.status = 0, .headers = {}, .body = {}};
}
// Never sent: what `make` answers is, when `awaited` has come.
[[nodiscard]] Response answer_later(std::shared_ptr<Awaited> awaited, std::function<Response()> make);
[[nodiscard]] std::shared_ptr<Awaited> awaited_of(const Response& response);  // null: nothing is waited for
// Adds a strong ETag made of `tag` (quotes are added): a version, a hash.
[[nodiscard]] Response with_etag(Response response, std::string_view tag);
// A download: Content-Disposition with a name of any script (RFC 6266, RFC 8187), nosniff, ranges. Throws when the body
// is a null source.
[[nodiscard]] Response download(Body body, std::string_view media_type, std::string_view file_name,
                                bool is_inline = false);
// Reads a file; nothing when it cannot be opened.
[[nodiscard]] std::shared_ptr<BodySource> file_source(const std::string& path);

}  // namespace bihuan::http

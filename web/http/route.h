// The route table: one row an operation. The router, the checks before a handler and the OpenAPI document are all made
// from it, so they cannot disagree. Rows are values; the table is filled at start and immutable afterwards.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/http/message.h"

namespace bihuan::http {

enum class Access {
  open,       // anybody, signed in or not
  signed_in,  // a person, by session or token
};

enum class RunsOn {
  worker,  // may block: reads of the store, hashing
  reader,  // one short read of the store, in which nobody is waited for: to hand it over would cost more than the work
  io,      // answers at once and never blocks; nobody is signed in
};

enum class BodyKind {
  none,
  json,    // parsed, checked against request_schema, in Request::json
  bytes,   // in Request::body
  stream,  // goes into the sink that `sink` opens
};

// A query parameter. Unknown parameters are refused, so that a typing error in a filter does not list everything.
struct QueryParameter {
  std::string name;             // "fields.*" stands for a family, "*" for whatever comes
  std::string type = "string";  // string, integer, boolean, date, date-time, list
  std::string description;      // English; for the OpenAPI document
  std::vector<std::string> choices = {};
  bool required = false;
};

struct Answer {
  int status = 200;
  std::string schema;  // name of a registered schema; empty: no body, or not JSON
  std::string media_type = "application/json";
};

using Handler = std::function<Response(const Request&)>;
using SinkFactory = std::function<Result<std::unique_ptr<BodySink>>(const Request&)>;

struct Route {
  Method method = Method::get;
  // "/api/v1/cases/{id:int}/events"; a place is {name} (one segment, or part of one: "file.{format}"), {name:int}
  // (1 to 18 digits) or {name:rest} (whatever follows, at the end only).
  std::string pattern;
  std::string name;     // snake_case, unique: the operationId
  std::string tag;      // groups operations in the document: "cases"
  std::string summary;  // English, one sentence
  Access access = Access::signed_in;
  std::string scope;               // what a token needs: "cases:read"; empty: a session only
  std::vector<std::string> roles;  // one of these must be held; empty: handlers decide
  RunsOn runs_on = RunsOn::worker;
  std::vector<QueryParameter> query;
  BodyKind body = BodyKind::none;
  std::string request_schema;          // of a JSON body
  std::string form_schema;             // of the multipart/form-data that a stream takes as well; empty: bytes only
  std::size_t max_body = 1024 * 1024;  // bytes
  bool if_match = false;               // If-Match is required (428 without, 412 is the handler's)
  bool idempotency_key = false;        // Idempotency-Key is read, and required of tokens and sessions alike
  std::string limit;                   // name of a rate limit (web/http/rate_limit.h); empty: "default"
  std::vector<Answer> answers;         // of success; problems are documented for every route
  SinkFactory sink;                    // for BodyKind::stream
  Handler handler;                     // for all other kinds
};

class RouteTable {
 public:
  // Throws std::logic_error on a bad pattern, a double name or a double (method, pattern): our own bug.
  void add(Route route);
  // What the operations of a tag are about: English, one sentence, for the OpenAPI document.
  void describe(std::string tag, std::string text) { tags_[std::move(tag)] = std::move(text); }
  [[nodiscard]] const std::vector<std::unique_ptr<const Route>>& routes() const { return routes_; }
  [[nodiscard]] const Route* find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& tags() const { return tags_; }

 private:
  std::vector<std::unique_ptr<const Route>> routes_;
  std::map<std::string, std::string, std::less<>> tags_;
};

// A part of a pattern, shared by the router and the OpenAPI document.
struct PatternPart {
  enum class Kind { literal, text, integer, rest };
  Kind kind = Kind::literal;
  std::string name;    // of the place; the segment itself for a literal
  std::string prefix;  // literal text before and after a place within the segment
  std::string suffix;
};

// Splits a pattern; throws std::logic_error when it is malformed.
[[nodiscard]] std::vector<PatternPart> parse_pattern(std::string_view pattern);

}  // namespace bihuan::http

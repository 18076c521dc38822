#include "web/http/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "web/http/text.h"

namespace bihuan::http {

namespace beast = boost::beast;

namespace {

// What the library's parser tells, kept as plain strings. Body bytes are collected up to a bound.
class Events : public beast::http::basic_parser<true> {
 public:
  std::string method, target;
  int version = 11;
  Headers headers;
  std::string body;
  bool in_trailer = false;

 private:
  using Code = beast::error_code;

  void on_request_impl(beast::http::verb, beast::string_view name, beast::string_view address, int number,
                       Code&) override {
    method.assign(name.data(), name.size());
    target.assign(address.data(), address.size());
    version = number;
  }
  void on_response_impl(int, beast::string_view, int, Code&) override {}
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, Code&) override {
    // Fields of a trailer are dropped: nothing that was decided from the header may change afterwards.
    if (!in_trailer) headers.add({name.data(), name.size()}, {value.data(), value.size()});
  }
  void on_header_impl(Code&) override { in_trailer = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(beast::string_view bytes, Code&) override {
    body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, Code&) override {
    body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(Code&) override {}
};

// A header section, without its closing empty line, in which every line ends properly and none is folded.
bool lines_are_clean(std::string_view header) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    const char c = header[i];
    if (c == '\0') return false;
    if (c == '\n') return false;
    if (c != '\r') continue;
    if (i + 1 >= header.size() || header[i + 1] != '\n') return false;
    if (i + 2 < header.size() && (header[i + 2] == ' ' || header[i + 2] == '\t')) return false;
    ++i;
  }
  return true;
}

constexpr std::size_t chunk_line_limit = 4096;

}  // namespace

struct RequestParser::Impl {
  explicit Impl(std::size_t limit) : header_limit(limit) {}

  std::size_t header_limit;
  std::string buffer;        // fed and not used yet
  std::size_t searched = 0;  // no end of header before this
  bool forgiven = false;     // an empty line before this request was skipped
  std::string expected;      // by the client before it sends the body (Expect)
  std::unique_ptr<Events> events = std::make_unique<Events>();
  State state = State::header;
  int status = 400;
  std::string_view code = "request_malformed";

  void fail(int with_status, std::string_view with_code) {
    state = State::failed;
    status = with_status;
    code = with_code;
  }

  void parse_header() {
    // One empty line before a request is forgiven (RFC 9112 section 2.2).
    if (!forgiven && buffer.starts_with("\r\n")) {
      forgiven = true;
      buffer.erase(0, 2);
    }
    const auto end = buffer.find("\r\n\r\n", searched);
    if (end == std::string::npos) {
      searched = buffer.size() < 3 ? 0 : buffer.size() - 3;
      if (buffer.size() > header_limit) fail(431, "header_too_large");
      // Without this a header whose lines end in LF alone would wait for its end until the time is up.
      if (buffer.find("\n\n") != std::string::npos) fail(400, "request_malformed");
      return;
    }
    if (end + 4 > header_limit) return fail(431, "header_too_large");
    if (!lines_are_clean(std::string_view(buffer).substr(0, end))) return fail(400, "request_malformed");
    events->header_limit(static_cast<std::uint32_t>(header_limit + 64));
    events->body_limit(boost::none);
    beast::error_code error;
    const auto used = events->put(boost::asio::buffer(buffer.data(), end + 4), error);
    if (error && error != beast::http::error::need_more) {
      const bool version = error == beast::http::error::bad_version;
      return version ? fail(505, "http_version_unknown") : fail(400, "request_malformed");
    }
    if (!events->is_header_done()) return fail(400, "request_malformed");
    buffer.erase(0, used);
    check_header();
  }

  void check_header() {
    const auto& headers = events->headers;
    if (events->version != 10 && events->version != 11) return fail(505, "http_version_unknown");
    const auto hosts = headers.count("Host");
    if (hosts > 1 || (hosts == 0 && events->version == 11)) return fail(400, "request_malformed");
    if (headers.get("Host").find_first_of(" \t,/@?#\\") != std::string_view::npos)
      return fail(400, "request_malformed");
    if (headers.has("Transfer-Encoding")) {
      const bool chunked =
          headers.count("Transfer-Encoding") == 1 && equal_ignoring_case(headers.get("Transfer-Encoding"), "chunked");
      if (!chunked || headers.has("Content-Length") || events->version == 10) return fail(400, "request_malformed");
    }
    if (headers.has("Content-Length")) {
      const auto length = headers.get("Content-Length");
      const bool digits = std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (headers.count("Content-Length") != 1 || length.empty() || length.size() > 18 || !digits) {
        return fail(400, "request_malformed");
      }
    }
    for (const auto& [name, value] : headers.fields()) {
      if (!is_token(name) || !is_field_value(value)) return fail(400, "request_malformed");
    }
    expected = headers.joined("Expect");
    state = State::body;
    events->eager(true);
    settle();
  }

  // A request without a body is done when its header is.
  void settle() {
    if (state == State::body && events->is_done()) state = State::done;
  }

  void parse_body(std::size_t most) {
    while (state == State::body && !buffer.empty() && events->body.size() < most) {
      beast::error_code error;
      // The library may consume less than it is given; what it leaves it wants to see again with more behind it.
      const auto used = events->put(boost::asio::buffer(buffer), error);
      buffer.erase(0, used);
      if (error && error != beast::http::error::need_more) return fail(400, "request_malformed");
      settle();
      if (error == beast::http::error::need_more || used == 0) {
        if (state == State::body && buffer.size() > chunk_line_limit) fail(400, "request_malformed");
        return;
      }
    }
  }
};

RequestParser::RequestParser(std::size_t header_limit) : impl_(std::make_unique<Impl>(header_limit)) {}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;

void RequestParser::feed(std::string_view bytes) {
  impl_->buffer.append(bytes);
  if (impl_->state == State::header) impl_->parse_header();
}

RequestParser::State RequestParser::state() const {
  return impl_->state;
}

bool RequestParser::is_empty() const {
  return impl_->state == State::header && impl_->buffer.empty();
}

void RequestParser::fill(Request& request) {
  request.method = method_of(impl_->events->method).value_or(Method::get);
  request.target = std::move(impl_->events->target);
  request.headers = std::move(impl_->events->headers);
}

bool RequestParser::is_known_method() const {
  return method_of(impl_->events->method).has_value();
}
bool RequestParser::keep_alive() const {
  return impl_->events->keep_alive();
}
int RequestParser::minor_version() const {
  return impl_->events->version % 10;
}

bool RequestParser::expects_continue() const {
  return equal_ignoring_case(impl_->expected, "100-continue");
}

bool RequestParser::expects_unknown() const {
  return !impl_->expected.empty() && !expects_continue();
}

std::optional<std::uint64_t> RequestParser::content_length() const {
  const auto length = impl_->events->content_length();
  if (!length) return std::nullopt;
  return *length;
}

std::string RequestParser::read_body(std::size_t most) {
  impl_->parse_body(most);
  return std::exchange(impl_->events->body, {});
}

int RequestParser::failure_status() const {
  return impl_->status;
}
std::string_view RequestParser::failure_code() const {
  return impl_->code;
}

void RequestParser::next() {
  impl_->events = std::make_unique<Events>();
  impl_->state = State::header;
  impl_->searched = 0;
  impl_->forgiven = false;
  if (!impl_->buffer.empty()) impl_->parse_header();
}

}  // namespace bihuan::http

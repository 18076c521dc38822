#include "web/http/conditional.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "web/http/text.h"

namespace bihuan::http {

namespace {

std::string_view without_weak(std::string_view tag) {
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

bool etag_matches(std::string_view header, std::string_view etag) {
  if (trim(header) == "*") return true;
  for (const auto candidate : split_list(header)) {
    if (without_weak(candidate) == without_weak(etag)) return true;
  }
  return false;
}

bool is_unchanged(const Request& request, const Response& response) {
  const auto etag = response.headers.get("ETag");
  if (request.headers.has("If-None-Match")) {
    return !etag.empty() && etag_matches(request.headers.joined("If-None-Match"), etag);
  }
  const auto since = parse_http_date(request.headers.get("If-Modified-Since"));
  const auto modified = parse_http_date(response.headers.get("Last-Modified"));
  return since && modified && *modified <= *since;
}

// A part of a source whose size is known.
class Slice : public BodySource {
 public:
  Slice(std::shared_ptr<BodySource> whole, std::uint64_t first, std::uint64_t bytes)
      : whole_(std::move(whole)), first_(first), bytes_(bytes) {}
  std::optional<std::uint64_t> size() const override { return bytes_; }
  std::size_t read(std::uint64_t offset, std::span<char> into) override {
    if (offset >= bytes_) return 0;
    return whole_->read(first_ + offset, into.first(std::min<std::uint64_t>(into.size(), bytes_ - offset)));
  }

 private:
  std::shared_ptr<BodySource> whole_;
  std::uint64_t first_;
  std::uint64_t bytes_;
};

Body slice(const Body& body, std::uint64_t first, std::uint64_t bytes) {
  if (const auto* text = std::get_if<std::string>(&body)) return text->substr(first, bytes);
  if (const auto* view = std::get_if<std::string_view>(&body)) return view->substr(first, bytes);
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body))
    return (*shared)->substr(first, bytes);
  return std::shared_ptr<BodySource>(
      std::make_shared<Slice>(std::get<std::shared_ptr<BodySource>>(body), first, bytes));
}

struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

enum class Asked { whole, part, impossible };

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Asked parse_range(std::string_view header, std::uint64_t size, Range& range) {
  header = trim(header);
  if (header.size() < 6 || !equal_ignoring_case(header.substr(0, 6), "bytes=")) return Asked::whole;
  const auto spec = trim(header.substr(6));
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return Asked::whole;
  const auto from = number(trim(spec.substr(0, dash)));
  const auto to = number(trim(spec.substr(dash + 1)));
  if (!from && !trim(spec.substr(0, dash)).empty()) return Asked::whole;
  if (!to && !trim(spec.substr(dash + 1)).empty()) return Asked::whole;
  if (!from && !to) return Asked::whole;
  if (!from) {
    if (*to == 0 || size == 0) return Asked::impossible;
    range = {size - std::min(*to, size), size - 1};
    return Asked::part;
  }
  if (to && *to < *from) return Asked::whole;
  if (*from >= size) return Asked::impossible;
  range = {*from, to ? std::min(*to, size - 1) : size - 1};
  return Asked::part;
}

// If-Range asks for the part only when the copy that the client has a part of is still ours.
bool range_holds(const Request& request, const Response& response) {
  const auto condition = trim(request.headers.get("If-Range"));
  if (condition.empty()) return true;
  if (condition.front() == '"') return condition == response.headers.get("ETag");
  return condition == response.headers.get("Last-Modified") && parse_http_date(condition).has_value();
}

void apply_range(const Request& request, Response& response) {
  response.headers.set("Accept-Ranges", "bytes");
  const auto size = body_size(response.body);
  if (request.method != Method::get || request.headers.count("Range") != 1 || !range_holds(request, response)) return;
  Range range;
  switch (parse_range(request.headers.get("Range"), *size, range)) {
    case Asked::whole:
      return;
    case Asked::impossible:
      response.status = 416;
      response.headers.set("Content-Range", fmt::format("bytes */{}", *size));
      response.body = std::monostate{};
      return;
    case Asked::part:
      response.status = 206;
      response.headers.set("Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.last, *size));
      response.body = slice(response.body, range.first, range.last - range.first + 1);
  }
}

}  // namespace

std::optional<std::uint64_t> body_size(const Body& body) {
  if (const auto* text = std::get_if<std::string>(&body)) return text->size();
  if (const auto* view = std::get_if<std::string_view>(&body)) return view->size();
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body)) return (*shared)->size();
  if (const auto* source = std::get_if<std::shared_ptr<BodySource>>(&body)) return (*source)->size();
  if (std::holds_alternative<std::shared_ptr<EventSubscription>>(body)) return std::nullopt;
  return 0;
}

void apply_conditions(const Request& request, Response& response) {
  if (response.status != 200 || (request.method != Method::get && request.method != Method::head)) return;
  if (is_unchanged(request, response)) {
    response.status = 304;
    response.body = std::monostate{};
    response.headers.remove("Content-Type");
    response.headers.remove("Content-Disposition");
    return;
  }
  if (response.ranges && body_size(response.body)) apply_range(request, response);
}

}  // namespace bihuan::http

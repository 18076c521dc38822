#include "web/http/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <stdexcept>

#include "engine/base/json_text.h"
#include "web/http/text.h"

namespace bihuan::http {

namespace {

constexpr std::pair<Method, std::string_view> method_names[] = {
    {Method::get, "GET"},     {Method::head, "HEAD"},  {Method::post, "POST"},      {Method::put, "PUT"},
    {Method::patch, "PATCH"}, {Method::del, "DELETE"}, {Method::options, "OPTIONS"}};

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string_view method_name(Method method) {
  for (const auto& [value, name] : method_names) {
    if (value == method) return name;
  }
  return {};
}

std::optional<Method> method_of(std::string_view name) {
  for (const auto& [value, known] : method_names) {
    if (known == name) return value;
  }
  return std::nullopt;
}

bool is_safe(Method method) {
  return method == Method::get || method == Method::head || method == Method::options;
}

void Headers::add(std::string name, std::string value) {
  if (fields_.empty()) fields_.reserve(12);  // what most requests and answers have
  fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
  remove(name);
  add(std::string(name), std::move(value));
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return equal_ignoring_case(field.first, name); });
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [known, value] : fields_) {
    if (equal_ignoring_case(known, name)) return value;
  }
  return {};
}

bool Headers::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const Field& field) { return equal_ignoring_case(field.first, name); });
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      fields_.begin(), fields_.end(), [&](const Field& field) { return equal_ignoring_case(field.first, name); }));
}

std::string Headers::joined(std::string_view name) const {
  std::string all;
  for (const auto& [known, value] : fields_) {
    if (!equal_ignoring_case(known, name)) continue;
    if (!all.empty()) all += ", ";
    all += value;
  }
  return all;
}

bool Principal::holds(std::string_view role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool Principal::may(std::string_view scope) const {
  if (token.empty()) return !session.empty();
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

std::string_view Request::path_text(std::string_view name) const {
  for (const auto& [place, value] : parameters) {
    if (place == name) return value;
  }
  return {};
}

std::int64_t Request::path_integer(std::string_view name) const {
  return integer_of(path_text(name)).value_or(0);
}

std::optional<std::string_view> Request::query_text(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<std::int64_t> Request::query_integer(std::string_view name) const {
  const auto value = query_text(name);
  return value ? integer_of(*value) : std::nullopt;
}

std::optional<bool> Request::query_boolean(std::string_view name) const {
  const auto value = query_text(name);
  if (!value) return std::nullopt;
  return *value == "true" || *value == "1";
}

std::vector<std::string> Request::query_list(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& [key, value] : query) {
    if (key != name) continue;
    for (const auto item : split_list(value)) all.emplace_back(item);
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> Request::query_family(std::string_view prefix) const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [key, value] : query) {
    if (key.size() > prefix.size() + 1 && key.starts_with(prefix) && key[prefix.size()] == '.') {
      all.emplace_back(key.substr(prefix.size() + 1), value);
    }
  }
  return all;
}

bool Request::prefers(std::string_view preference) const {
  const auto preferences = split_list(headers.get("Prefer"), ',');
  return std::any_of(preferences.begin(), preferences.end(), [&](std::string_view each) {
    return equal_ignoring_case(trim(each.substr(0, each.find(';'))), preference);
  });
}

std::optional<std::int64_t> Request::if_match_version() const {
  auto tag = trim(headers.get("If-Match"));
  if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  return integer_of(tag.substr(1, tag.size() - 2));
}

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& [known, value] : headers.fields()) {
    if (!equal_ignoring_case(known, "Cookie")) continue;
    for (const auto item : split_list(value, ';')) {
      const auto equals = item.find('=');
      if (equals != std::string_view::npos && item.substr(0, equals) == name) return item.substr(equals + 1);
    }
  }
  return {};
}

namespace {

Response json_of(std::string text, int status) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(text);
  return response;
}

}  // namespace

Response json_response(const boost::json::value& value, int status) {
  return json_of(boost::json::serialize(value), status);
}

Response json_response(const JsonText& text, int status) {
  return json_of(std::string(text.text()), status);
}

void Awaited::come() {
  std::function<void()> next;
  {
    const std::lock_guard lock(mutex_);
    came_ = true;
    next.swap(next_);
  }
  if (next) next();
}

void Awaited::then(std::function<void()> next) {
  {
    const std::lock_guard lock(mutex_);
    if (!came_) {
      next_ = std::move(next);
      return;
    }
  }
  next();
}

Response answer_later(std::shared_ptr<Awaited> awaited, std::function<Response()> make) {
  Response response;
  response.body = std::make_shared<Later>(Later{std::move(awaited), std::move(make)});
  return response;
}

std::shared_ptr<Awaited> awaited_of(const Response& response) {
  const auto* later = std::get_if<std::shared_ptr<Later>>(&response.body);
  return later ? (*later)->awaited : nullptr;
}

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response with_etag(Response response, std::string_view tag) {
  response.headers.set("ETag", fmt::format("\"{}\"", tag));
  return response;
}

Response download(Body body, std::string_view media_type, std::string_view file_name, bool is_inline) {
  const auto* source = std::get_if<std::shared_ptr<BodySource>>(&body);
  if (source && !*source) throw std::runtime_error("nothing to download");
  Response response;
  response.headers.add("Content-Type", std::string(media_type));
  std::string plain;
  for (const char c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    plain += byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\' || c == '/' || c == '%' ? '_' : c;
  }
  response.headers.add("Content-Disposition",
                       fmt::format("{}; filename=\"{}\"; filename*=UTF-8''{}", is_inline ? "inline" : "attachment",
                                   plain, percent_encode(file_name)));
  // Even when somebody opens it in the browser, it runs nothing and loads nothing.
  response.headers.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  response.body = std::move(body);
  response.ranges = true;
  return response;
}

}  // namespace bihuan::http

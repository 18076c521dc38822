#include "web/http/assets.h"

#include <array>
#include <utility>

#include "engine/base/hash.h"
#include "web/http/problem.h"
#include "web/http/text.h"

namespace bihuan::http {

namespace {

// Scripts and styles come from ourselves and stand in files: nothing inline, no eval. Pages style elements by script
// only through the CSS object model, which needs no exception.
std::string make_policy(const AssetOptions& options) {
  std::string images;
  for (const auto& origin : options.image_sources) images += " " + origin;
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:" + images +
         "; font-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self' blob:; "
         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}

std::string_view extension_of(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

}  // namespace

std::string_view media_type_of(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 20> types{{
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"mjs", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"json", "application/json"},
      {"map", "application/json"},
      {"webmanifest", "application/manifest+json"},
      {"svg", "image/svg+xml"},
      {"png", "image/png"},
      {"jpg", "image/jpeg"},
      {"jpeg", "image/jpeg"},
      {"webp", "image/webp"},
      {"ico", "image/x-icon"},
      {"woff", "font/woff"},
      {"woff2", "font/woff2"},
      {"ttf", "font/ttf"},
      {"txt", "text/plain; charset=utf-8"},
      {"xml", "application/xml"},
      {"pdf", "application/pdf"},
      {"wasm", "application/wasm"},
  }};
  const auto extension = extension_of(path);
  for (const auto& [known, type] : types) {
    if (known == extension) return type;
  }
  return "application/octet-stream";
}

Assets::Assets(std::span<const embedded::File> files, AssetOptions options) : page_policy_(make_policy(options)) {
  for (const auto& file : files) {
    const Coded coded{file.bytes, "\"" + sha256_hex(file.bytes).substr(0, 20) + "\""};
    if (file.path.ends_with(".br")) {
      files_[std::string(file.path.substr(0, file.path.size() - 3))].brotli = coded;
    } else if (file.path.ends_with(".gz")) {
      files_[std::string(file.path.substr(0, file.path.size() - 3))].gzip = coded;
    } else {
      auto& entry = files_[std::string(file.path)];
      entry.plain = coded;
      entry.media_type = media_type_of(file.path);
    }
  }
  // What exists in a coded form only could not be served to everybody.
  std::erase_if(files_, [](const auto& entry) { return entry.second.plain.etag.empty(); });
}

Response Assets::serve(const Request& request) const {
  std::string path;
  for (const auto& segment : request.segments) path += (path.empty() ? "" : "/") + segment;
  if (path.empty()) path = "index.html";
  if (const auto file = files_.find(path); file != files_.end()) return answer(request, path, file->second);
  const bool is_page = !path.starts_with("api/") && extension_of(path).empty() &&
                       accepts_media(request.headers.get("Accept"), "text/html");
  const std::string_view entry = path == "m" || path.starts_with("m/") ? "m.html" : "index.html";
  const auto index = files_.find(entry);
  if (is_page && index != files_.end()) return answer(request, entry, index->second);
  return problem(request, 404, Error("not_found"));
}

Response Assets::answer(const Request& request, std::string_view path, const File& file) const {
  Response response;
  const auto codings = request.headers.joined("Accept-Encoding");
  const Coded* chosen = &file.plain;
  // A range is of the bytes as they are: then no coding.
  const bool whole = !request.headers.has("Range");
  if (whole && !file.brotli.etag.empty() && accepts_encoding(codings, "br")) {
    chosen = &file.brotli;
    response.headers.add("Content-Encoding", "br");
  } else if (whole && !file.gzip.etag.empty() && accepts_encoding(codings, "gzip")) {
    chosen = &file.gzip;
    response.headers.add("Content-Encoding", "gzip");
  }
  response.body = chosen->bytes;
  response.ranges = chosen == &file.plain;
  response.headers.add("Content-Type", file.media_type);
  response.headers.add("ETag", chosen->etag);
  response.headers.add("Vary", "Accept-Encoding");
  // The build writes a hash into the names under assets/; those never change.
  response.headers.add("Cache-Control",
                       path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  if (file.media_type.starts_with("text/html")) {
    response.headers.add("Content-Security-Policy", page_policy_);
    response.headers.add("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()");
    response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
  }
  return response;
}

void Assets::add_routes(RouteTable& table) const {
  table.describe("web app", "The pages for desk and phone.");
  for (const auto& [pattern, name] : {std::pair("/", "page"), std::pair("/{path:rest}", "asset")}) {
    table.add({.pattern = pattern,
               .name = name,
               .tag = "web app",
               .summary = "A file of the web app.",
               .access = Access::open,
               .runs_on = RunsOn::io,
               .query = {{.name = "*"}},
               .answers = {{200, "", "text/html"}},
               .handler = [this](const Request& request) { return serve(request); }});
  }
}

}  // namespace bihuan::http

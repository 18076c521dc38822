// Static files that travel in the program: the web app. Files beside each other as NAME, NAME.br and NAME.gz are one
// file in three codings. Served by exact name only, so that no path can leave the list.
// Immutable after construction; share freely.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/embedded.h"
#include "web/http/route.h"

namespace bihuan::http {

struct AssetOptions {
  std::vector<std::string> image_sources;  // further origins of images, for map tiles: "https://t0.tianditu.gov.cn"
};

class Assets {
 public:
  explicit Assets(std::span<const embedded::File> files, AssetOptions options = {});

  // GET of the request's path. A path without a file and without an extension is a page of the app, when the client
  // takes HTML: m.html (the phone) at /m and below, index.html (the desk) elsewhere. Everything under api/ that comes
  // here is unknown.
  [[nodiscard]] Response serve(const Request& request) const;
  // Adds "/" and "/{path:rest}". The Assets must outlive the table.
  void add_routes(RouteTable& table) const;
  [[nodiscard]] bool empty() const { return files_.empty(); }

 private:
  struct Coded {
    std::string_view bytes;
    std::string etag;
  };
  struct File {
    Coded plain, brotli, gzip;
    std::string media_type;
  };
  [[nodiscard]] Response answer(const Request& request, std::string_view path, const File& file) const;

  std::map<std::string, File, std::less<>> files_;
  std::string page_policy_;
};

// By the extension of a file name; application/octet-stream when unknown.
[[nodiscard]] std::string_view media_type_of(std::string_view path);

}  // namespace bihuan::http

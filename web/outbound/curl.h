// libcurl's handles as values. Internal to web/outbound.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>

namespace bihuan::outbound {

struct CurlFree {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, CurlFree>;
using CurlList = std::unique_ptr<curl_slist, CurlFree>;

// A fresh handle that sends no signals. Throws std::runtime_error when libcurl cannot start.
[[nodiscard]] inline CurlHandle make_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  CurlHandle handle(started == CURLE_OK ? curl_easy_init() : nullptr);
  if (!handle) throw std::runtime_error("libcurl cannot start");
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  // An environment variable must not lead messages through somebody's proxy.
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  return handle;
}

inline void append(CurlList& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (!longer) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

}  // namespace bihuan::outbound

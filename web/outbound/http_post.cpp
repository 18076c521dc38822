#include "web/outbound/http_post.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "web/outbound/curl.h"

namespace bihuan::outbound {

namespace {

constexpr std::size_t answer_limit = 64 * 1024;

const http::AddressSet& private_addresses() {
  static const auto set =
      http::AddressSet::parse(
          {
              "0.0.0.0/8",    "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",   "169.254.0.0/16",  "172.16.0.0/12",
              "192.0.0.0/24", "192.0.2.0/24",  "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
              "224.0.0.0/3",  "::/128",        "::1/128",        "64:ff9b::/96",  "64:ff9b:1::/48",  "100::/64",
              "2001::/23",    "2001:db8::/32", "2002::/16",      "fc00::/7",      "fe80::/10",       "ff00::/8",
          })
          .value();
  return set;
}

struct Gate {
  const http::AddressSet& allowed;
  bool closed = false;
};

std::string text_of(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = address.sa_family == AF_INET6
                          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
                          : static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  if (address.sa_family != AF_INET && address.sa_family != AF_INET6) return {};
  return inet_ntop(address.sa_family, bytes, text.data(), text.size()) ? text.data() : "";
}

// libcurl calls this with the very address that it is about to connect to.
curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* target) {
  auto& gate = *static_cast<Gate*>(context);
  const auto address = text_of(target->addr);
  if (address.empty() || (is_private_address(address) && !gate.allowed.contains(address))) {
    gate.closed = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
}

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& body = *static_cast<std::string*>(context);
  if (body.size() + size * count > answer_limit) return 0;
  body.append(bytes, size * count);
  return size * count;
}

}  // namespace

bool is_private_address(std::string_view address) {
  return private_addresses().contains(address);
}

Result<PostAnswer> http_post(const PostRequest& request, const http::AddressSet& private_targets) {
  const auto curl = make_curl();
  Gate gate{private_targets};
  PostAnswer answer;
  CurlList headers;
  append(headers, "Content-Type: application/json");
  append(headers, "Expect:");
  for (const auto& [name, value] : request.headers) append(headers, name + ": " + value);
  const auto set = [&](auto option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_POSTFIELDS, request.body.data());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_USERAGENT, "bihuan");
  set(CURLOPT_CONNECTTIMEOUT_MS, request.timeout_ms);
  set(CURLOPT_TIMEOUT_MS, request.timeout_ms);
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&gate));
  set(CURLOPT_WRITEFUNCTION, &take);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  const auto code = curl_easy_perform(curl.get());
  if (gate.closed && code != CURLE_OK) return Error("target_private");
  if (code != CURLE_OK) return Error("target_unreachable", {{"reason", curl_easy_strerror(code)}});
  long status = 0;
  curl_off_t wait = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl.get(), CURLINFO_RETRY_AFTER, &wait);
  answer.status = static_cast<int>(status);
  answer.retry_after_seconds = wait;
  return answer;
}

}  // namespace bihuan::outbound

#include "web/http/setup.h"

#include <boost/asio/ip/address.hpp>

#include "web/http/text.h"

namespace bihuan::http {

bool is_loopback(const std::string& address) {
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address, error);
  return !error && parsed.is_loopback();
}

Result<ServerOptions> server_options(const Config& config) {
  ServerOptions options;
  boost::system::error_code error;
  boost::asio::ip::make_address(config.address, error);
  if (error) return Error("bad_network", {{"network", config.address}});
  options.address = config.address;
  options.port = static_cast<std::uint16_t>(config.port);
  options.io_threads = static_cast<std::size_t>(config.io_threads);
  options.workers = static_cast<std::size_t>(config.workers);
  options.max_connections = static_cast<std::size_t>(config.max_connections);
  auto proxies = AddressSet::parse(config.trusted_proxies);
  if (!proxies) return proxies.error();
  options.trusted_proxies = std::move(*proxies);
  if (!config.tls_certificate.empty()) {
    auto tls = TlsContext::load({config.tls_certificate, config.tls_key});
    if (!tls) return tls.error();
    options.tls = std::move(*tls);
  }
  return options;
}

DispatcherOptions dispatcher_options(const Config& config) {
  DispatcherOptions options;
  options.default_language = config.language;
  options.public_origin = config.public_url;
  for (const auto& host : config.hosts) options.hosts.push_back(lower(host));
  // A page elsewhere must not reach a local server through a name that resolves to this machine.
  if (options.hosts.empty() && is_loopback(config.address) && config.trusted_proxies.empty()) {
    options.hosts = {"localhost", "127.0.0.1", "[::1]"};
  }
  if (!options.hosts.empty() && !config.public_url.empty()) {
    const auto host = lower(config.public_url.substr(config.public_url.find("//") + 2));
    options.hosts.push_back(host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':')));
  }
  options.limiter = std::make_shared<RateLimiter>(
      std::vector<RateLimit>{{"default", config.requests_per_minute, 60}, {"sign_in", config.sign_ins_per_minute, 60}});
  return options;
}

}  // namespace bihuan::http

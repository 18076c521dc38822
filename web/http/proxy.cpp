#include "web/http/proxy.h"

#include <boost/asio/ip/address.hpp>
#include <charconv>

#include "web/http/text.h"

namespace bihuan::http {

namespace {

// 4 or 16 bytes in network order; an IPv4 address in IPv6 form counts as the IPv4 address. Empty: no address.
std::vector<unsigned char> bytes_of(std::string_view text) {
  boost::system::error_code error;
  auto address = boost::asio::ip::make_address(text, error);
  if (error) return {};
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
  }
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    return {bytes.begin(), bytes.end()};
  }
  const auto bytes = address.to_v6().to_bytes();
  return {bytes.begin(), bytes.end()};
}

bool same_prefix(const std::vector<unsigned char>& a, const std::vector<unsigned char>& b, int bits) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const int mask = bits >= 8 ? 0xFF : 0xFF << (8 - bits) & 0xFF;
    if ((a[i] & mask) != (b[i] & mask)) return false;
  }
  return true;
}

// "[::1]:4711" and "10.0.0.1:4711" without the port; proxies write both forms.
std::string_view without_port(std::string_view hop) {
  if (hop.starts_with('[')) return hop.substr(1, hop.find(']') - 1);
  const auto colon = hop.find(':');
  return colon != std::string_view::npos && hop.find(':', colon + 1) == std::string_view::npos ? hop.substr(0, colon)
                                                                                               : hop;
}

}  // namespace

Result<AddressSet> AddressSet::parse(const std::vector<std::string>& networks) {
  AddressSet set;
  for (const auto& text : networks) {
    const auto slash = text.find('/');
    Network network{bytes_of(std::string_view(text).substr(0, slash)), 0};
    const int bits = static_cast<int>(network.bytes.size()) * 8;
    network.prefix = bits;
    bool good = bits > 0;
    if (good && slash != std::string::npos) {
      const auto* end = text.data() + text.size();
      const auto [at, error] = std::from_chars(text.data() + slash + 1, end, network.prefix);
      good = error == std::errc() && at == end && network.prefix >= 0 && network.prefix <= bits;
    }
    if (!good) return Error("bad_network", {{"network", text}});
    set.networks_.push_back(std::move(network));
  }
  return set;
}

bool AddressSet::contains(std::string_view address) const {
  const auto bytes = bytes_of(address);
  if (bytes.empty()) return false;
  for (const auto& network : networks_) {
    if (same_prefix(bytes, network.bytes, network.prefix)) return true;
  }
  return false;
}

void identify_client(Request& request, const std::string& peer, bool over_tls, const AddressSet& trusted) {
  request.client = peer;
  request.secure = over_tls;
  if (trusted.empty() || !trusted.contains(peer)) return;
  if (equal_ignoring_case(request.headers.get("X-Forwarded-Proto"), "https")) request.secure = true;
  // From the right: each listed proxy vouches for the hop to its left, and nobody further.
  const auto forwarded = request.headers.joined("X-Forwarded-For");
  const auto hops = split_list(forwarded);
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const auto address = without_port(*hop);
    if (bytes_of(address).empty()) return;
    request.client = address;
    if (!trusted.contains(address)) return;
  }
}

}  // namespace bihuan::http

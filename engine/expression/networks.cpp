// Functions on IP addresses and ranges: ip('10.0.0.1').isLoopback(), cidr('10.0.0.0/8').containsIP(...).
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/expression/functions.h"
#include "engine/expression/network.h"

namespace bihuan::expression {
namespace {

using Byte = unsigned char;

Byte at(std::string_view bytes, std::size_t i) {
  return static_cast<Byte>(bytes[i]);
}

std::string_view address_of(std::string_view network) {
  return network.substr(0, network.size() - 1);
}

unsigned prefix_of(std::string_view network) {
  return at(network, network.size() - 1);
}

// The address with all bits after the prefix cleared.
std::string masked(std::string_view address, unsigned prefix) {
  std::string out(address);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const unsigned before = static_cast<unsigned>(i) * 8;
    const unsigned kept = prefix <= before ? 0 : std::min(8U, prefix - before);
    out[i] = static_cast<char>(at(out, i) & static_cast<Byte>(0xFF00U >> kept));
  }
  return out;
}

bool contains(std::string_view network, std::string_view address) {
  if (address_of(network).size() != address.size()) return false;
  return masked(address_of(network), prefix_of(network)) == masked(address, prefix_of(network));
}

bool is_zero_but_last(std::string_view bytes, Byte last) {
  return at(bytes, bytes.size() - 1) == last &&
         std::all_of(bytes.begin(), bytes.end() - 1, [](char c) { return c == '\0'; });
}

bool is_unspecified(std::string_view a) {
  return is_zero_but_last(a, 0);
}
bool is_loopback(std::string_view a) {
  return a.size() == 4 ? at(a, 0) == 127 : is_zero_but_last(a, 1);
}
bool is_multicast(std::string_view a) {
  return a.size() == 4 ? (at(a, 0) & 0xF0U) == 0xE0U : at(a, 0) == 0xFF;
}
bool is_link_local_multicast(std::string_view a) {
  return a.size() == 4 ? at(a, 0) == 224 && at(a, 1) == 0 && at(a, 2) == 0
                       : at(a, 0) == 0xFF && (at(a, 1) & 0x0FU) == 0x02U;
}
bool is_link_local_unicast(std::string_view a) {
  return a.size() == 4 ? at(a, 0) == 169 && at(a, 1) == 254 : at(a, 0) == 0xFE && (at(a, 1) & 0xC0U) == 0x80U;
}
bool is_global_unicast(std::string_view a) {
  const bool broadcast = a.size() == 4 && a == std::string_view("\xFF\xFF\xFF\xFF", 4);
  return !broadcast && !is_unspecified(a) && !is_loopback(a) && !is_multicast(a) && !is_link_local_unicast(a);
}

Outcome refuse(Frame& frame, const Value& text, std::string_view type) {
  return outcome(frame.fail("expression_bad_conversion", {{"value", text.as_string()}, {"type", std::string(type)}}));
}

Outcome yes_or_no(Value& result, bool yes) {
  result = Value::boolean(yes);
  return Outcome::done;
}

template <bool (*test)(std::string_view)>
Outcome test_address(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::address)) return Outcome::no_match;
  return yes_or_no(result, test(arguments[0]->as_address()));
}

// ip(text), ip(address), cidr(...).ip()
Outcome to_ip(Frame& frame, Arguments arguments, Value& result) {
  const Value& value = *arguments[0];
  if (value.is(Kind::address)) {
    const Value copy = value;
    result = copy;
  } else if (value.is(Kind::network)) {
    result = Value::address(std::string(address_of(value.as_network())));
  } else if (value.is(Kind::string)) {
    auto bytes = parse_address(value.as_string());
    if (!bytes) return refuse(frame, value, "net.IP");
    result = Value::address(*std::move(bytes));
  } else {
    return Outcome::no_match;
  }
  return Outcome::done;
}

Outcome to_network(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::string)) return Outcome::no_match;
  auto bytes = parse_network(arguments[0]->as_string());
  if (!bytes) return refuse(frame, *arguments[0], "net.CIDR");
  result = Value::network(*std::move(bytes));
  return Outcome::done;
}

Outcome is_ip(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::string)) return Outcome::no_match;
  return yes_or_no(result, parse_address(arguments[0]->as_string()).has_value());
}

Outcome is_network(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::string)) return Outcome::no_match;
  return yes_or_no(result, parse_network(arguments[0]->as_string()).has_value());
}

Outcome is_canonical(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::string)) return Outcome::no_match;
  const auto bytes = parse_address(arguments[0]->as_string());
  if (!bytes) return refuse(frame, *arguments[0], "net.IP");
  return yes_or_no(result, address_text(*bytes) == arguments[0]->as_string());
}

Outcome family(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::address)) return Outcome::no_match;
  result = Value::integer(arguments[0]->as_address().size() == 4 ? 4 : 6);
  return Outcome::done;
}

Outcome contains_ip(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::network)) return Outcome::no_match;
  Value address;
  const Outcome read = to_ip(frame, arguments.subspan(1), address);
  if (read != Outcome::done || arguments[1]->is(Kind::network))
    return read == Outcome::failed ? read : Outcome::no_match;
  return yes_or_no(result, contains(arguments[0]->as_network(), address.as_address()));
}

Outcome contains_network(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::network)) return Outcome::no_match;
  Value other = *arguments[1];
  if (!other.is(Kind::network)) {
    const Outcome read = to_network(frame, arguments.subspan(1), other);
    if (read != Outcome::done) return read;
  }
  const std::string_view inner = other.as_network();
  const std::string_view outer = arguments[0]->as_network();
  return yes_or_no(result, prefix_of(inner) >= prefix_of(outer) && contains(outer, address_of(inner)));
}

Outcome mask(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::network)) return Outcome::no_match;
  const std::string_view network = arguments[0]->as_network();
  result = Value::network(masked(address_of(network), prefix_of(network)) + network.back());
  return Outcome::done;
}

Outcome prefix_length(Frame&, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::network)) return Outcome::no_match;
  result = Value::integer(prefix_of(arguments[0]->as_network()));
  return Outcome::done;
}

}  // namespace

std::optional<std::string> parse_address(std::string_view text) {
  const std::string copy(text);
  std::array<char, 16> bytes{};
  if (text.find(':') == std::string_view::npos) {
    if (inet_pton(AF_INET, copy.c_str(), bytes.data()) != 1 || copy.size() != text.size()) return std::nullopt;
    return std::string(bytes.data(), 4);
  }
  if (text.find('.') != std::string_view::npos || text.find('\0') != std::string_view::npos) return std::nullopt;
  if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) != 1) return std::nullopt;
  const std::string all(bytes.data(), bytes.size());
  static const std::string mapped = std::string(10, '\0') + "\xFF\xFF";
  return all.starts_with(mapped) ? all.substr(12) : all;
}

std::optional<std::string> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto address = parse_address(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  unsigned prefix = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (!address || digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size() ||
      (digits.size() > 1 && digits.front() == '0') || prefix > address->size() * 8) {
    return std::nullopt;
  }
  return *address + static_cast<char>(prefix);
}

std::string address_text(std::string_view bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const std::string copy(bytes);
  inet_ntop(copy.size() == 4 ? AF_INET : AF_INET6, copy.data(), text.data(), text.size());
  return text.data();
}

std::string network_text(std::string_view bytes) {
  return address_text(address_of(bytes)) + '/' + std::to_string(prefix_of(bytes));
}

std::span<const Signature> network_signatures() {
  static constexpr Signature table[] = {
      {"ip(string) net.IP", to_ip},
      {"ip(net.IP) net.IP", to_ip},
      {"net.CIDR|ip() net.IP", to_ip},
      {"ip.isCanonical(string) bool", is_canonical},
      {"isIP(string) bool", is_ip},
      {"isCIDR(string) bool", is_network},
      {"cidr(string) net.CIDR", to_network},
      {"net.IP|family() int", family},
      {"net.IP|isUnspecified() bool", test_address<is_unspecified>},
      {"net.IP|isLoopback() bool", test_address<is_loopback>},
      {"net.IP|isGlobalUnicast() bool", test_address<is_global_unicast>},
      {"net.IP|isLinkLocalMulticast() bool", test_address<is_link_local_multicast>},
      {"net.IP|isLinkLocalUnicast() bool", test_address<is_link_local_unicast>},
      {"net.CIDR|containsIP(net.IP) bool", contains_ip},
      {"net.CIDR|containsIP(string) bool", contains_ip},
      {"net.CIDR|containsCIDR(net.CIDR) bool", contains_network},
      {"net.CIDR|containsCIDR(string) bool", contains_network},
      {"net.CIDR|masked() net.CIDR", mask},
      {"net.CIDR|prefixLength() int", prefix_length},
  };
  return table;
}

}  // namespace bihuan::expression

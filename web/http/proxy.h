// Who is the client behind a proxy? X-Forwarded-For and X-Forwarded-Proto count only from proxies that are listed.
// Immutable after construction; share freely.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/http/message.h"

namespace bihuan::http {

// A set of addresses: "127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8".
class AddressSet {
 public:
  AddressSet() = default;
  // `bad_network` names the entry that cannot be read.
  [[nodiscard]] static Result<AddressSet> parse(const std::vector<std::string>& networks);
  // False for text that is no address.
  [[nodiscard]] bool contains(std::string_view address) const;
  [[nodiscard]] bool empty() const { return networks_.empty(); }

 private:
  struct Network {
    std::vector<unsigned char> bytes;
    int prefix = 0;
  };
  std::vector<Network> networks_;
};

// Sets request.client and request.secure from the peer's address, whether it came over TLS, and the headers.
void identify_client(Request& request, const std::string& peer, bool over_tls, const AddressSet& trusted);

}  // namespace bihuan::http

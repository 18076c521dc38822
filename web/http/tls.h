// The server's side of TLS by OpenSSL: TLS 1.2 and 1.3, certificate chain and key from PEM files, reloaded on demand.
// Safe to use from any thread; connections keep the context they began with.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "engine/base/error.h"

namespace bihuan::http {

struct TlsFiles {
  std::string certificate;  // PEM, the server's own first
  std::string key;          // PEM, without passphrase
};

class TlsContext {
 public:
  // `tls_unusable` with the file and the reason when they cannot be read or do not belong together.
  [[nodiscard]] static Result<std::shared_ptr<TlsContext>> load(const TlsFiles& files);
  // Reads the files again; on failure the old certificate stays in use.
  [[nodiscard]] Result<void> reload();
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  TlsFiles files_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

// The end of validity of the first certificate in a PEM file, in UTC milliseconds; `tls_unusable` when there is none.
[[nodiscard]] Result<std::int64_t> certificate_ends(const std::string& certificate);

}  // namespace bihuan::http

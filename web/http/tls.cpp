#include "web/http/tls.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <string_view>

namespace bihuan::http {

namespace {

namespace ssl = boost::asio::ssl;

// We speak HTTP/1.1 only; a client that offers other protocols is told so by ALPN.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, length, ours, sizeof ours - 1, offered, offered_length) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Result<std::shared_ptr<ssl::context>> make(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_cipher_list(context->native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_alpn_select_cb(context->native_handle(), choose_protocol, nullptr);
  boost::system::error_code error;
  context->use_certificate_chain_file(files.certificate, error);
  if (error) return Error("tls_unusable", {{"file", files.certificate}, {"reason", error.message()}});
  context->use_private_key_file(files.key, ssl::context::pem, error);
  if (error) return Error("tls_unusable", {{"file", files.key}, {"reason", error.message()}});
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return Error("tls_unusable", {{"file", files.key}, {"reason", "not the key of the certificate"}});
  }
  return context;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const TlsFiles& files) {
  auto tls = std::make_shared<TlsContext>();
  tls->files_ = files;
  if (const auto loaded = tls->reload(); !loaded) return loaded.error();
  return tls;
}

Result<void> TlsContext::reload() {
  auto context = make(files_);
  if (!context) return context.error();
  const std::lock_guard lock(mutex_);
  context_ = std::move(*context);
  return {};
}

std::shared_ptr<ssl::context> TlsContext::current() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

Result<std::int64_t> certificate_ends(const std::string& certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(certificate.c_str(), "rb"), BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> first(
      file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr, X509_free);
  if (!first) return Error("tls_unusable", {{"file", certificate}, {"reason", "no certificate in it"}});
  // Days and seconds since the epoch, by OpenSSL's own reckoning: no time zone comes in.
  const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> epoch(ASN1_TIME_set(nullptr, 0), ASN1_TIME_free);
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, epoch.get(), X509_get0_notAfter(first.get()));
  return (static_cast<std::int64_t>(days) * 86'400 + seconds) * 1000;
}

}  // namespace bihuan::http

#include "web/http/tls.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>

#include "tests/http/server_fixture.h"
#include "tests/support/catch.h"
#include "web/http/self_signed.h"

using namespace bihuan;
using namespace bihuan::tests;
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / "bihuan-tls-test";
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
};

// Sends a request over TLS; trusts only `authority`. The answer, or "refused: why".
std::string over_tls(std::uint16_t port, const std::string& authority, const std::string& host) {
  asio::io_context io;
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.add_certificate_authority(asio::buffer(authority));
  context.set_verify_mode(asio::ssl::verify_peer);
  asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
  stream.set_verify_callback(asio::ssl::host_name_verification(host));
  boost::system::error_code error;
  stream.lowest_layer().connect({asio::ip::make_address("127.0.0.1"), port});
  stream.handshake(asio::ssl::stream_base::client, error);
  if (error) return "refused: " + error.message();
  asio::write(stream, asio::buffer(request_text("GET", "/who", "Connection: close\r\n")));
  std::string answer;
  asio::read(stream, asio::dynamic_buffer(answer), error);
  return answer;
}

constexpr http::Millis now = 1795000000000;

}  // namespace

TEST_CASE("a certificate of one's own serves, and another one after a reload", "[tls][server]") {
  const Folder folder;
  const auto first = http::make_self_signed({"bihuan.test", "127.0.0.1"}, now, 30);
  const auto second = http::make_self_signed({"bihuan.test"}, now, 30);
  CHECK(first.fingerprint.size() == 95);
  CHECK(first.fingerprint != second.fingerprint);
  folder.write("crt", first.certificate);
  folder.write("key", first.key);
  auto tls = http::TlsContext::load({(folder.path / "crt").string(), (folder.path / "key").string()});
  REQUIRE(tls.has_value());
  RunningServer running({.header_time = std::chrono::milliseconds(200), .tls = *tls});

  const auto answer = over_tls(running.port(), first.certificate, "bihuan.test");
  CHECK(answer.starts_with("HTTP/1.1 200 OK"));
  CHECK(answer.find("\"secure\":true") != std::string::npos);
  CHECK(answer.find("Strict-Transport-Security") != std::string::npos);
  CHECK(over_tls(running.port(), first.certificate, "127.0.0.1").starts_with("HTTP/1.1 200 OK"));
  CHECK(over_tls(running.port(), first.certificate, "other.test").starts_with("refused"));
  CHECK(over_tls(running.port(), second.certificate, "bihuan.test").starts_with("refused"));

  folder.write("crt", second.certificate);
  CHECK((*tls)->reload().has_error());  // the key is the old one's
  CHECK(over_tls(running.port(), first.certificate, "bihuan.test").starts_with("HTTP/1.1 200 OK"));
  folder.write("key", second.key);
  CHECK((*tls)->reload().has_value());
  CHECK(over_tls(running.port(), second.certificate, "bihuan.test").starts_with("HTTP/1.1 200 OK"));

  // Plain HTTP, or nothing at all, on the TLS port ends without an answer and without harm.
  auto plain = running.connect();
  plain.send(request_text("GET", "/who"));
  CHECK(plain.receive_all().find("HTTP") == std::string::npos);
  auto silent = running.connect();
  CHECK(silent.is_closed());
}

TEST_CASE("unusable certificates are named", "[tls]") {
  const Folder folder;
  folder.write("crt", "nonsense");
  const auto file = (folder.path / "crt").string();
  const auto loaded = http::TlsContext::load({file, file});
  REQUIRE(loaded.has_error());
  CHECK(loaded.error().code == "tls_unusable");
  CHECK(loaded.error().message("en").find(file) != std::string::npos);
  CHECK_THROWS(http::make_self_signed({"a,DNS:b"}, now, 1));
}

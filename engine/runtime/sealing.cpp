#include "engine/runtime/sealing.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "engine/base/hash.h"

namespace bihuan::runtime {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t salt_bytes = 16;
constexpr std::string_view file_mark = "bihuan-keys-1\n";
constexpr std::string_view export_mark = "bihuan-keys-sealed-1:";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

void ready() {
  static const int code = sodium_init();
  if (code < 0) throw std::runtime_error("libsodium cannot start");
}

std::string from_hex(std::string_view text) {
  std::string out(text.size() / 2, '\0');
  std::size_t size = 0;
  if (sodium_hex2bin(bytes_of(out), out.size(), text.data(), text.size(), nullptr, &size, nullptr) != 0) return {};
  out.resize(size);
  return out;
}

std::string random(std::size_t bytes) {
  ready();
  std::string out(bytes, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

std::string encrypt(std::string_view plain, std::string_view context, const unsigned char* key) {
  std::string out = random(nonce_bytes);
  out.resize(nonce_bytes + plain.size() + tag_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(out) + nonce_bytes, nullptr, bytes_of(plain), plain.size(),
                                             bytes_of(context), context.size(), nullptr, bytes_of(out), key);
  return out;
}

std::optional<std::string> decrypt(std::string_view box, std::string_view context, const unsigned char* key) {
  if (box.size() < nonce_bytes + tag_bytes) return std::nullopt;
  std::string plain(box.size() - nonce_bytes - tag_bytes, '\0');
  const int code = crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(plain), nullptr, nullptr,
                                                              bytes_of(box) + nonce_bytes, box.size() - nonce_bytes,
                                                              bytes_of(context), context.size(), bytes_of(box), key);
  if (code != 0) return std::nullopt;
  return plain;
}

std::string keyed_hash(const std::array<unsigned char, 32>& key, std::string_view text) {
  std::string out(32, '\0');
  crypto_generichash(bytes_of(out), out.size(), bytes_of(text), text.size(), key.data(), key.size());
  return to_hex(out);
}

constexpr std::size_t key_bytes = 4 * 32;

std::string pack(const Keys& keys) {
  std::string out;
  for (const auto* key : {&keys.seal, &keys.blind, &keys.request, &keys.checkpoints}) {
    out.append(reinterpret_cast<const char*>(key->data()), key->size());
  }
  if (keys.old_seal) out.append(reinterpret_cast<const char*>(keys.old_seal->data()), keys.old_seal->size());
  return out;
}

std::optional<Keys> unpack(std::string_view bytes) {
  if (bytes.size() != key_bytes && bytes.size() != key_bytes + 32) return std::nullopt;
  Keys keys;
  if (bytes.size() > key_bytes) {
    keys.old_seal.emplace();
    std::memcpy(keys.old_seal->data(), bytes.data() + key_bytes, 32);
  }
  std::size_t offset = 0;
  for (auto* key : {&keys.seal, &keys.blind, &keys.request, &keys.checkpoints}) {
    std::memcpy(key->data(), bytes.data() + offset, key->size());
    offset += key->size();
  }
  return keys;
}

// The key of an export, from its passphrase.
std::array<unsigned char, 32> passphrase_key(std::string_view passphrase, std::string_view salt) {
  ready();
  std::array<unsigned char, 32> key{};
  if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), bytes_of(salt),
                    crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("not enough memory to derive a key from the passphrase");
  }
  return key;
}

}  // namespace

Keys make_keys() {
  const auto keys = unpack(random(key_bytes));
  return *keys;
}

Result<Keys> read_keys(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return Error("keys_missing", {{"path", path}});
  if ((status.st_mode & 077) != 0) return Error("keys_open_to_others", {{"path", path}});
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!text.starts_with(file_mark)) return Error("keys_unreadable", {{"path", path}});
  auto digits = std::string_view(text).substr(file_mark.size());
  digits = digits.substr(0, digits.find('\n'));
  const auto keys = unpack(from_hex(digits));
  if (!keys) return Error("keys_unreadable", {{"path", path}});
  return *keys;
}

namespace {

// Writes and makes durable; the file must not be there.
Result<void> write_new(const std::string& path, const Keys& keys) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return Error(errno == EEXIST ? "keys_exist" : "keys_not_written",
                 {{"path", path}, {"reason", std::strerror(errno)}});
  }
  const std::string text = std::string(file_mark) + to_hex(pack(keys)) + "\n";
  const bool good = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!good) return Error("keys_not_written", {{"path", path}, {"reason", std::strerror(errno)}});
  return {};
}

}  // namespace

Result<void> write_keys(const std::string& path, const Keys& keys) {
  return write_new(path, keys);
}

Result<void> replace_keys(const std::string& path, const Keys& keys) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());  // of a replacement that a crash cut short
  if (const auto written = write_new(fresh, keys); !written) return written;
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    return Error("keys_not_written", {{"path", path}, {"reason", std::strerror(errno)}});
  }
  const auto slash = path.find_last_of('/');
  const int folder = ::open(slash == std::string::npos ? "." : path.substr(0, slash + 1).c_str(), O_RDONLY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  return {};
}

std::string export_keys(const Keys& keys, std::string_view passphrase) {
  const std::string salt = random(crypto_pwhash_SALTBYTES);
  const auto key = passphrase_key(passphrase, salt);
  return std::string(export_mark) + to_hex(salt + encrypt(pack(keys), export_mark, key.data()));
}

Result<Keys> import_keys(std::string_view exported, std::string_view passphrase) {
  while (!exported.empty() && (exported.back() == '\n' || exported.back() == '\r')) exported.remove_suffix(1);
  if (!exported.starts_with(export_mark)) return Error("keys_export_unreadable");
  const std::string bytes = from_hex(exported.substr(export_mark.size()));
  if (bytes.size() < crypto_pwhash_SALTBYTES) return Error("keys_export_unreadable");
  const auto salt = std::string_view(bytes).substr(0, crypto_pwhash_SALTBYTES);
  const auto key = passphrase_key(passphrase, salt);
  const auto plain = decrypt(std::string_view(bytes).substr(crypto_pwhash_SALTBYTES), export_mark, key.data());
  if (!plain) return Error("keys_wrong_passphrase");
  const auto keys = unpack(*plain);
  if (!keys) return Error("keys_export_unreadable");
  return *keys;
}

Sealing::Sealed Sealing::seal(std::string_view plain, std::string_view context) const {
  const std::string salted = random(salt_bytes) + std::string(plain);
  return {encrypt(salted, context, keys_.seal.data()), sha256_hex(salted)};
}

std::optional<std::string> Sealing::salted(std::string_view ciphertext, std::string_view context) const {
  auto found = decrypt(ciphertext, context, keys_.seal.data());
  if (!found && keys_.old_seal) found = decrypt(ciphertext, context, keys_.old_seal->data());
  if (found && found->size() < salt_bytes) return std::nullopt;
  return found;
}

Result<std::string> Sealing::open(std::string_view ciphertext, std::string_view context) const {
  const auto found = salted(ciphertext, context);
  if (!found) return Error("cannot_open_sealed");
  return found->substr(salt_bytes);
}

Result<std::optional<std::string>> Sealing::reseal(std::string_view ciphertext, std::string_view context) const {
  if (decrypt(ciphertext, context, keys_.seal.data())) return std::optional<std::string>{};
  const auto found = salted(ciphertext, context);
  if (!found) return Error("cannot_open_sealed");
  return std::optional<std::string>(encrypt(*found, context, keys_.seal.data()));
}

bool Sealing::matches(std::string_view ciphertext, std::string_view context, std::string_view commitment) const {
  const auto found = salted(ciphertext, context);
  return found && sha256_hex(*found) == commitment;
}

std::string Sealing::blind(std::string_view what, std::string_view identifier) const {
  return keyed_hash(keys_.blind, std::string(what) + '\x1f' + std::string(identifier)).substr(0, 32);
}

std::string Sealing::request_hash(std::string_view body) const {
  return keyed_hash(keys_.request, body);
}

}  // namespace bihuan::runtime

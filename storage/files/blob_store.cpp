#include "storage/files/blob_store.h"

#include <sodium.h>

#include <algorithm>

#include "engine/base/hash.h"
#include "storage/files/sniff.h"
#include "storage/files/strip_image.h"

namespace bihuan::files {
namespace {

constexpr std::size_t sniffed_bytes = 64 * 1024;
constexpr std::int64_t piece_bytes = 1024 * 1024;
constexpr std::int64_t served_limit = 64LL * 1024 * 1024;  // larger pictures are downloaded

std::string random_name() {
  std::string bytes(16, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex(bytes);
}

bool is_hash(std::string_view hash) {
  return hash.size() == 64 &&
         std::all_of(hash.begin(), hash.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

class FileUpload final : public runtime::Upload {
 public:
  FileUpload(const std::string& folder, FileSystem& files, std::mutex& naming, std::int64_t limit)
      : folder_(folder),
        files_(files),
        naming_(naming),
        limit_(limit),
        path_(folder + "/incoming/" + random_name()),
        out_(files.create(path_)) {}
  FileUpload(const FileUpload&) = delete;
  FileUpload& operator=(const FileUpload&) = delete;
  ~FileUpload() override {
    if (out_ == nullptr) return;
    out_.reset();
    try {
      files_.remove(path_);
    } catch (const std::exception&) {  // the sweep of the incoming folder takes it
    }
  }

  Result<void> append(std::string_view bytes) override {
    if (bytes_ + static_cast<std::int64_t>(bytes.size()) > limit_) {
      return Error("attachment_too_large", {{"limit", std::to_string(limit_)}});
    }
    if (beginning_.size() < sniffed_bytes) beginning_ += bytes.substr(0, sniffed_bytes - beginning_.size());
    digest_.add(bytes);
    out_->append(bytes);
    bytes_ += static_cast<std::int64_t>(bytes.size());
    return {};
  }

  Result<runtime::StoredBlob> finish() override {
    const auto hash = digest_.hex();
    const auto folder = folder_ + "/" + hash.substr(0, 2);
    const auto target = folder + "/" + hash.substr(2);
    out_->sync();
    if (!files_.size(folder)) {
      files_.make_folder(folder);
      files_.sync_folder(folder_);
    }
    // The same content may be there already; renaming over it changes nothing but its time, which the sweep looks at.
    {
      std::lock_guard lock(naming_);
      files_.rename(path_, target);
    }
    out_.reset();
    files_.sync_folder(folder);
    return runtime::StoredBlob{hash, bytes_, sniff_media_type(beginning_)};
  }

 private:
  std::string folder_;
  FileSystem& files_;
  std::mutex& naming_;
  std::int64_t limit_;
  std::string path_;
  std::unique_ptr<OutFile> out_;
  Sha256 digest_;
  std::string beginning_;
  std::int64_t bytes_ = 0;
};

}  // namespace

BlobStore::BlobStore(std::string folder, FileSystem& files) : folder_(std::move(folder)), files_(files) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  const auto incoming = folder_ + "/incoming";
  if (files_.size(incoming)) return;
  files_.make_folder(incoming);
  files_.sync_folder(folder_);
  const auto above = folder_.rfind('/');
  if (above != std::string::npos && above > 0) files_.sync_folder(folder_.substr(0, above));
}

std::string BlobStore::path_of(std::string_view hash) const {
  return folder_ + "/" + std::string(hash.substr(0, 2)) + "/" + std::string(hash.substr(2));
}

std::unique_ptr<runtime::Upload> BlobStore::begin(std::int64_t limit_bytes) {
  return std::make_unique<FileUpload>(folder_, files_, naming_, limit_bytes);
}

Result<std::int64_t> BlobStore::size(std::string_view hash) const {
  const auto bytes = is_hash(hash) ? files_.size(path_of(hash)) : std::nullopt;
  if (!bytes) return Error("attachment_missing");
  return *bytes;
}

Result<std::string> BlobStore::read(std::string_view hash, std::int64_t offset, std::int64_t count) const {
  const auto bytes = size(hash);
  if (!bytes) return bytes.error();
  if (offset < 0 || count <= 0 || offset >= *bytes) return std::string{};
  return files_.read(path_of(hash), offset, std::min(count, *bytes - offset));
}

Result<std::string> BlobStore::served_copy(std::string_view hash) const {
  const auto bytes = size(hash);
  if (!bytes) return bytes.error();
  if (*bytes > served_limit) return Error("not_an_inline_image");
  const auto original = files_.read(path_of(hash), 0, *bytes);
  auto copy = strip_image(original);
  if (!copy) return Error("not_an_inline_image");
  return std::move(*copy);
}

std::vector<std::string> BlobStore::all() const {
  std::vector<std::string> hashes;
  for (const auto& folder : files_.list(folder_)) {
    if (folder.size() != 2) continue;
    for (const auto& name : files_.list(folder_ + "/" + folder)) {
      if (is_hash(folder + name)) hashes.push_back(folder + name);
    }
  }
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

bool BlobStore::intact(std::string_view hash) const {
  const auto bytes = size(hash);
  if (!bytes) return false;
  Sha256 digest;
  for (std::int64_t at = 0; at < *bytes; at += piece_bytes) {
    digest.add(files_.read(path_of(hash), at, std::min(piece_bytes, *bytes - at)));
  }
  return digest.hex() == hash;
}

std::int64_t BlobStore::sweep(runtime::Millis before, const std::function<bool(std::string_view hash)>& named) {
  std::int64_t removed = 0;
  const auto remove_if_old = [&](const std::string& path) {
    std::lock_guard lock(naming_);
    if (files_.modified_at(path) >= before) return;
    files_.remove(path);
    ++removed;
  };
  for (const auto& hash : all()) {
    if (!named(hash)) remove_if_old(path_of(hash));
  }
  for (const auto& name : files_.list(folder_ + "/incoming")) remove_if_old(folder_ + "/incoming/" + name);
  return removed;
}

}  // namespace bihuan::files

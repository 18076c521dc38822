#include "engine/report/package.h"

#include <zip.h>

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>
#include <vector>

namespace bihuan::report {
namespace {

struct CloseZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
using Zip = std::unique_ptr<zip_t, CloseZip>;

Error broken(std::string reason) {
  return Error("package_broken", {{"reason", std::move(reason)}});
}

Error hostile(std::string reason) {
  return Error("package_hostile", {{"reason", std::move(reason)}});
}

bool name_is_safe(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string_view::npos ||
      name.find(':') != std::string_view::npos)
    return false;
  while (!name.empty()) {
    const auto slash = name.find('/');
    if (name.substr(0, slash) == "..") return false;
    name = slash == std::string_view::npos ? std::string_view{} : name.substr(slash + 1);
  }
  return true;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

Zip open_for_reading(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) throw std::runtime_error("zip: no memory");
  zip_t* zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (zip == nullptr) zip_source_free(source);
  zip_error_fini(&error);
  return Zip(zip);
}

class ZipPart final : public PartStream {
 public:
  ZipPart(zip_file_t* file, std::size_t size) : file_(file), left_(size) {}
  ~ZipPart() override { zip_fclose(file_); }
  ZipPart(const ZipPart&) = delete;
  ZipPart& operator=(const ZipPart&) = delete;

  Result<std::size_t> read(char* into, std::size_t count) override {
    if (left_ == 0) {
      // Reading to the end checks the checksum; more than was declared is a lie.
      char more = 0;
      if (!ended_ && zip_fread(file_, &more, 1) != 0) return broken("a part is damaged");
      ended_ = true;
      return std::size_t{0};
    }
    const auto got = zip_fread(file_, into, std::min(count, left_));
    if (got <= 0) return broken("a part is damaged");
    left_ -= static_cast<std::size_t>(got);
    return static_cast<std::size_t>(got);
  }

 private:
  zip_file_t* file_;
  std::size_t left_;
  bool ended_ = false;
};

void add_part(zip_t* zip, const std::string& name, const std::string& bytes) {
  zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
  const auto index = source == nullptr ? -1 : zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) throw std::runtime_error("zip: " + std::string(zip_strerror(zip)));
  const auto at = static_cast<zip_uint64_t>(index);
  zip_set_file_compression(zip, at, ZIP_CM_DEFLATE, 6);
  zip_file_set_dostime(zip, at, 0, 0x21, 0);  // 1980-01-01 00:00, not the machine's time
  zip_file_set_external_attributes(zip, at, 0, ZIP_OPSYS_DOS, 0);
}

}  // namespace

const std::string* Package::find(std::string_view name) const {
  const auto found = parts.find(name);
  return found == parts.end() ? nullptr : &found->second;
}

struct PackageReader::Directory {
  Zip zip;
  std::vector<std::string> names;
  std::map<std::string, std::pair<zip_uint64_t, std::size_t>, std::less<>> parts;  // index and size
};

PackageReader::PackageReader(std::unique_ptr<Directory> directory) : directory_(std::move(directory)) {}
PackageReader::PackageReader(PackageReader&&) noexcept = default;
PackageReader& PackageReader::operator=(PackageReader&&) noexcept = default;
PackageReader::~PackageReader() = default;

Result<PackageReader> PackageReader::open(std::string_view bytes, const PackageLimits& limits) {
  auto directory = std::make_unique<Directory>();
  directory->zip = open_for_reading(bytes);
  zip_t* zip = directory->zip.get();
  if (zip == nullptr || bytes.empty()) return broken("it is no zip file");
  const auto count = zip_get_num_entries(zip, 0);
  if (count < 0 || static_cast<std::size_t>(count) > limits.parts) return hostile("too many parts");
  std::set<std::string> seen;
  std::size_t total = 0;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(zip, i, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 || stat.name == nullptr)
      return broken(zip_strerror(zip));
    const std::string name = stat.name;
    if (name.ends_with('/')) continue;
    if (!name_is_safe(name)) return hostile("the name " + name);
    if (!seen.insert(lower(name)).second) return hostile("the name " + name + " comes twice");
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
      return broken("it is encrypted");
    if (stat.size > limits.part_bytes || (total += stat.size) > limits.total_bytes)
      return hostile("too large when unpacked");
    if (stat.size > (1U << 20U) && (stat.valid & ZIP_STAT_COMP_SIZE) != 0 &&
        stat.size / std::max<zip_uint64_t>(stat.comp_size, 1) > limits.ratio) {
      return hostile("it unpacks to far more than its size");
    }
    directory->names.push_back(name);
    directory->parts.emplace(name, std::pair{i, static_cast<std::size_t>(stat.size)});
  }
  return PackageReader(std::move(directory));
}

const std::vector<std::string>& PackageReader::names() const {
  return directory_->names;
}

bool PackageReader::has(std::string_view name) const {
  return directory_->parts.find(name) != directory_->parts.end();
}

Result<std::unique_ptr<PartStream>> PackageReader::stream(std::string_view name) const {
  const auto part = directory_->parts.find(name);
  if (part == directory_->parts.end()) return broken("the part " + std::string(name) + " is missing");
  zip_file_t* file = zip_fopen_index(directory_->zip.get(), part->second.first, 0);
  if (file == nullptr) return broken(zip_strerror(directory_->zip.get()));
  return std::unique_ptr<PartStream>(std::make_unique<ZipPart>(file, part->second.second));
}

Result<std::string> PackageReader::read(std::string_view name, std::size_t limit) const {
  auto part = stream(name);
  if (!part) return part.error();
  const std::size_t size = directory_->parts.find(name)->second.second;
  if (size > limit) return hostile("too large when unpacked");
  std::string out(size, '\0');
  for (std::size_t have = 0;;) {
    char none = 0;
    const auto got = (*part)->read(have < size ? out.data() + have : &none, have < size ? size - have : 1);
    if (!got) return got.error();
    if (*got == 0) return out;
    have += *got;
  }
}

Result<Package> Package::read(std::string_view bytes, const PackageLimits& limits) {
  const auto reader = PackageReader::open(bytes, limits);
  if (!reader) return reader.error();
  Package package;
  for (const auto& name : reader->names()) {
    auto part = reader->read(name, limits.part_bytes);
    if (!part) return part.error();
    package.parts.emplace(name, std::move(*part));
  }
  return package;
}

std::string Package::write() const {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* zip = target == nullptr ? nullptr : zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error);
  if (zip == nullptr) throw std::runtime_error("zip: cannot create");
  zip_source_keep(target);
  static const std::string first = "[Content_Types].xml";
  if (const auto* types = find(first)) add_part(zip, first, *types);
  for (const auto& [name, bytes] : parts) {
    if (name != first) add_part(zip, name, bytes);
  }
  if (zip_close(zip) != 0) {
    zip_discard(zip);
    zip_source_free(target);
    throw std::runtime_error("zip: cannot write");
  }
  zip_stat_t stat;
  zip_stat_init(&stat);
  std::string out;
  if (zip_source_stat(target, &stat) == 0 && zip_source_open(target) == 0) {
    out.resize(static_cast<std::size_t>(stat.size));
    const auto got = zip_source_read(target, out.data(), out.size());
    zip_source_close(target);
    out.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  }
  zip_source_free(target);
  if (out.empty()) throw std::runtime_error("zip: nothing written");
  return out;
}

}  // namespace bihuan::report

#include "engine/report/archive.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <stdexcept>

namespace bihuan::report {
namespace {

// A part that is read while it is packed, as libzip asks for it.
struct StreamedPart {
  std::int64_t size = 0;
  ArchiveWriter::Read read;
  std::int64_t at = 0;
  std::string failure;
};

zip_int64_t answer_zip(void* context, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto& part = *static_cast<StreamedPart*>(context);
  switch (command) {
    case ZIP_SOURCE_OPEN:
      part.at = 0;
      return 0;
    case ZIP_SOURCE_READ: {
      try {
        const std::string bytes = part.read(part.at, static_cast<std::int64_t>(length));
        std::memcpy(data, bytes.data(), bytes.size());
        part.at += static_cast<std::int64_t>(bytes.size());
        return static_cast<zip_int64_t>(bytes.size());
      } catch (const std::exception& error) {
        part.failure = error.what();
        return -1;
      }
    }
    case ZIP_SOURCE_STAT: {
      auto* stat = static_cast<zip_stat_t*>(data);
      zip_stat_init(stat);
      stat->size = static_cast<zip_uint64_t>(part.size);
      stat->valid |= ZIP_STAT_SIZE;
      return sizeof(zip_stat_t);
    }
    case ZIP_SOURCE_ERROR: {
      auto* codes = static_cast<int*>(data);
      codes[0] = ZIP_ER_READ;
      codes[1] = 0;
      return 2 * sizeof(int);
    }
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                            ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    default:
      return 0;
  }
}

}  // namespace

struct ArchiveWriter::Zip {
  std::string path;
  zip_t* zip = nullptr;
  std::deque<std::string> texts;  // what libzip reads at the end
  std::deque<StreamedPart> parts;

  void add(const std::string& name, zip_source_t* source, bool packed) const {
    if (source == nullptr) throw std::runtime_error("zip: " + std::string(zip_strerror(zip)));
    const auto index = zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      throw std::runtime_error("zip: " + name + ": " + zip_strerror(zip));
    }
    const auto at = static_cast<zip_uint64_t>(index);
    zip_set_file_compression(zip, at, packed ? ZIP_CM_STORE : ZIP_CM_DEFLATE, packed ? 0 : 6);
    zip_file_set_dostime(zip, at, 0, 0x21, 0);  // 1980-01-01 00:00, not the machine's time
    zip_file_set_external_attributes(zip, at, 0, ZIP_OPSYS_DOS, 0);
  }
};

ArchiveWriter::ArchiveWriter(std::string path) : zip_(std::make_unique<Zip>()) {
  int code = 0;
  zip_->path = std::move(path);
  zip_->zip = zip_open(zip_->path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  if (zip_->zip == nullptr) throw std::runtime_error("zip: cannot create " + zip_->path);
}

ArchiveWriter::~ArchiveWriter() {
  if (zip_->zip != nullptr) zip_discard(zip_->zip);
}

void ArchiveWriter::add(const std::string& name, std::string bytes) {
  const auto& kept = zip_->texts.emplace_back(std::move(bytes));
  zip_->add(name, zip_source_buffer(zip_->zip, kept.data(), kept.size(), 0), false);
}

void ArchiveWriter::add(const std::string& name, std::int64_t size, Read read, bool packed) {
  auto& part = zip_->parts.emplace_back(StreamedPart{size, std::move(read), 0, {}});
  zip_->add(name, zip_source_function(zip_->zip, answer_zip, &part), packed);
}

void ArchiveWriter::finish() {
  if (zip_close(zip_->zip) != 0) {
    std::string why = zip_strerror(zip_->zip);
    for (const auto& part : zip_->parts) {
      if (!part.failure.empty()) why = part.failure;
    }
    throw std::runtime_error("zip: " + why);
  }
  zip_->zip = nullptr;
}

}  // namespace bihuan::report

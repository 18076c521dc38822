#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "web/http/message.h"

namespace bihuan::http {

namespace {

class FileSource : public BodySource {
 public:
  FileSource(int descriptor, std::uint64_t bytes) : descriptor_(descriptor), bytes_(bytes) {}
  ~FileSource() override { ::close(descriptor_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::optional<std::uint64_t> size() const override { return bytes_; }

  std::size_t read(std::uint64_t offset, std::span<char> into) override {
    while (true) {
      const auto n = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "reading a file");
    }
  }

 private:
  int descriptor_;
  std::uint64_t bytes_;
};

}  // namespace

std::shared_ptr<BodySource> file_source(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return nullptr;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return nullptr;
  }
  return std::make_shared<FileSource>(descriptor, static_cast<std::uint64_t>(status.st_size));
}

}  // namespace bihuan::http

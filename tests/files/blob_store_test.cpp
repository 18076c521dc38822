#include "storage/files/blob_store.h"

#include <unistd.h>

#include <filesystem>
#include <limits>

#include "engine/base/hash.h"
#include "tests/support/catch.h"
#include "tests/support/simulated_disk.h"

using namespace bihuan;
using namespace bihuan::files;

namespace {

struct Folder {
  std::string path = std::filesystem::temp_directory_path() / ("bihuan-blobs-" + std::to_string(::getpid()));
  Folder() { std::filesystem::remove_all(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

runtime::StoredBlob put(BlobStore& store, const std::string& content) {
  auto upload = store.begin(1 << 20);
  REQUIRE(upload->append(content).has_value());
  return upload->finish().value();
}

}  // namespace

TEST_CASE("a content is stored under its hash and read back in parts", "[blobs]") {
  const Folder folder;
  BlobStore store(folder.path);
  const auto blob = put(store, "%PDF-1.4 some text");
  CHECK(blob.hash == sha256_hex("%PDF-1.4 some text"));
  CHECK(blob.media_type == "application/pdf");
  CHECK(store.size(blob.hash).value() == 18);
  CHECK(store.read(blob.hash, 9, 4).value() == "some");
  CHECK(store.read(blob.hash, 14, 100).value() == "text");
  CHECK(store.intact(blob.hash));
  CHECK(store.all() == std::vector<std::string>{blob.hash});
}

TEST_CASE("the same content is stored once", "[blobs]") {
  const Folder folder;
  BlobStore store(folder.path);
  CHECK(put(store, "same").hash == put(store, "same").hash);
  CHECK(store.all().size() == 1);
}

TEST_CASE("an upload over the limit is refused and leaves nothing", "[blobs]") {
  const Folder folder;
  BlobStore store(folder.path);
  {
    auto upload = store.begin(10);
    CHECK(upload->append("123456").has_value());
    CHECK(upload->append("123456").error().code == "attachment_too_large");
  }
  CHECK(store.all().empty());
  CHECK(std::filesystem::is_empty(folder.path + "/incoming"));
}

TEST_CASE("names that are no hashes reach no file", "[blobs]") {
  const Folder folder;
  BlobStore store(folder.path);
  CHECK(store.read("../../etc/passwd", 0, 10).error().code == "attachment_missing");
  CHECK(store.size(std::string(64, '/')).error().code == "attachment_missing");
}

TEST_CASE("changed bytes are noticed", "[blobs]") {
  const Folder folder;
  BlobStore store(folder.path);
  const auto blob = put(store, "evidence");
  std::filesystem::resize_file(store.path_of(blob.hash), 4);
  CHECK_FALSE(store.intact(blob.hash));
}

TEST_CASE("a sweep removes old contents that nobody names, and only those", "[blobs]") {
  const Folder folder;
  BlobStore store(folder.path);
  const auto kept = put(store, "kept");
  const auto orphan = put(store, "orphan");
  const auto named = [&](std::string_view hash) { return hash == kept.hash; };
  CHECK(store.sweep(0, named) == 0);
  CHECK(store.sweep(std::numeric_limits<std::int64_t>::max(), named) == 1);
  CHECK(store.all() == std::vector<std::string>{kept.hash});
}

TEST_CASE("a content is never half there, whenever the power goes", "[blobs][power]") {
  std::mt19937 random(7);
  const std::string content(3000, 'x');
  const auto hash = sha256_hex(content);
  std::int64_t operations = 0;
  for (std::int64_t cut = 1; operations == 0 || cut <= operations + 1; ++cut) {
    for (int round = 0; round < 8; ++round) {
      test::SimulatedDisk disk;
      BlobStore store("/data/attachments", disk);
      put(store, "another one");
      disk.cut_at(cut);
      bool finished = false;
      try {
        auto upload = store.begin(1 << 20);
        const bool taken = upload->append(content.substr(0, 1500)) && upload->append(content.substr(1500));
        finished = taken && upload->finish();
        operations = disk.operations();
      } catch (const test::PowerCut&) {
      }
      disk.restart(random);
      BlobStore again("/data/attachments", disk);
      INFO("cut at " << cut);
      if (finished) CHECK(again.intact(hash));
      if (again.size(hash).has_value()) CHECK(again.intact(hash));
      CHECK(again.intact(sha256_hex("another one")));
    }
  }
  CHECK(operations > 4);
}

TEST_CASE("a disk that refuses any operation leaves no false name", "[blobs][faults]") {
  using Fault = test::SimulatedDisk::Fault;
  const std::string content(3000, 'y');
  const auto hash = sha256_hex(content);
  for (const auto fault : {Fault::io_error, Fault::disk_full, Fault::short_write}) {
    for (std::int64_t operation = 1; operation <= 8; ++operation) {
      test::SimulatedDisk disk;
      BlobStore store("/data/attachments", disk);
      disk.fail_at(operation, fault);
      bool finished = false;
      try {
        auto upload = store.begin(1 << 20);
        finished = upload->append(content).has_value() && upload->finish().has_value();
      } catch (const std::system_error&) {
      }
      INFO("operation " << operation);
      if (finished) CHECK(store.intact(hash));
      if (store.size(hash).has_value()) CHECK(store.intact(hash));
    }
  }
}

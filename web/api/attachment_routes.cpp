// Evidence: uploads before a case exists, attachments of a case, reading them through their case only.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "engine/core/field_values.h"
#include "web/api/history_view.h"
#include "web/api/respond.h"
#include "web/api/route_rows.h"
#include "web/http/multipart.h"
#include "web/http/text.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

// A name of at most 200 bytes without path or control characters; what is left of it is shown only.
std::string clean_name(std::string name) {
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string::npos) name.erase(0, slash + 1);
  std::erase_if(name, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  if (name.size() > 200) name.erase(0, name.size() - 200);
  return name.empty() ? "file" : name;
}

std::string query_or_empty(const Request& request, std::string_view name) {
  return std::string(request.query_text(name).value_or(std::string_view{}));
}

// What is told about a file beside its bytes: in the query, or in the other parts of a form.
struct FileFacts {
  std::string name, purpose, field;
};

FileFacts facts_in_query(const Request& request) {
  return {query_or_empty(request, "name"), query_or_empty(request, "purpose"), query_or_empty(request, "field")};
}

using FileEnd = std::function<Response(const Request&, const runtime::StoredBlob&, const FileFacts&)>;

// Takes the bytes of one file into the store; what happens at its end differs.
class FileSink final : public http::BodySink {
 public:
  FileSink(std::unique_ptr<runtime::Upload> upload, FileFacts facts, FileEnd end)
      : upload_(std::move(upload)), facts_(std::move(facts)), end_(std::move(end)) {}

  Result<void> write(std::string_view bytes) override { return upload_->append(bytes); }
  Response finish(const Request& request) override {
    const auto stored = upload_->finish();
    return stored ? end_(request, *stored, facts_) : refuse(request, stored.error());
  }

 private:
  std::unique_ptr<runtime::Upload> upload_;
  FileFacts facts_;
  FileEnd end_;
};

// The same out of a form as browsers send it: one file, and name, purpose and field as parts of their own.
class FormSink final : public http::BodySink {
 public:
  FormSink(std::string_view boundary, std::unique_ptr<runtime::Upload> upload, FileFacts facts, FileEnd end)
      : upload_(std::move(upload)),
        facts_(std::move(facts)),
        end_(std::move(end)),
        reader_(boundary, {[this](const http::MultipartPart& part) { return begin(part); },
                           [this](std::string_view bytes) { return take(bytes); }, [] { return Result<void>(); }}) {}

  Result<void> write(std::string_view bytes) override { return reader_.write(bytes); }
  Response finish(const Request& request) override {
    if (const auto whole = reader_.finish(); !whole) return refuse(request, whole.error());
    if (!has_file_) return refuse(request, Error("multipart_no_file"));
    const auto stored = upload_->finish();
    return stored ? end_(request, *stored, facts_) : refuse(request, stored.error());
  }

 private:
  static constexpr std::size_t longest_text = 1024;

  Result<void> begin(const http::MultipartPart& part) {
    text_ = nullptr;
    if (part.file_name) {
      if (std::exchange(has_file_, true)) return Error("multipart_many_files");
      if (facts_.name.empty()) facts_.name = *part.file_name;
      return {};
    }
    if (part.name == "name") text_ = &facts_.name;
    if (part.name == "purpose") text_ = &facts_.purpose;
    if (part.name == "field") text_ = &facts_.field;
    if (text_ == nullptr) return Error("multipart_part_unknown", {{"name", part.name.substr(0, 60)}});
    text_->clear();
    return {};
  }

  Result<void> take(std::string_view bytes) {
    if (text_ == nullptr) return upload_->append(bytes);
    if (text_->size() + bytes.size() > longest_text)
      return Error("multipart_malformed", {{"reason", "a text is too long"}});
    text_->append(bytes);
    return {};
  }

  std::unique_ptr<runtime::Upload> upload_;
  FileFacts facts_;
  FileEnd end_;
  http::MultipartReader reader_;
  std::string* text_ = nullptr;  // where the present part goes; none: into the file
  bool has_file_ = false;
};

// An upload waits as a document of the person who sent it until a case names it.
Response keep_upload(const Request& request, const Services& services, const runtime::StoredBlob& blob,
                     const FileFacts& facts) {
  const std::string id = blob.hash.substr(0, 12) + "-" + request.id;
  const json::object body{{"hash", blob.hash},
                          {"bytes", blob.bytes},
                          {"media_type", blob.media_type},
                          {"name", clean_name(facts.name)},
                          {"purpose", facts.purpose},
                          {"field", facts.field}};
  const auto kept = services.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    const auto written = session.records().put_document(
        {"upload:" + request.principal.person, id, 0, json::serialize(body), services.now(), request.principal.person});
    if (!written) return written.error();
    return {};
  });
  if (!kept) return refuse(request, kept.error());
  json::object answer = body;
  answer["id"] = id;
  return http::json_response(answer, 201);
}

core::AttachmentRef attachment_of(const json::object& stored, const std::string& id) {
  core::AttachmentRef file;
  file.id = id;
  file.hash = text_member(stored, "hash");
  file.name = text_member(stored, "name");
  file.media_type = text_member(stored, "media_type");
  file.bytes = integer_member(stored, "bytes");
  file.purpose = text_member(stored, "purpose");
  file.field = text_member(stored, "field");
  return file;
}

Response attach(const Request& request, const Services& services, const runtime::StoredBlob& blob,
                const FileFacts& facts) {
  core::AttachmentRef file;
  file.id = blob.hash.substr(0, 12) + "-" + request.id;
  file.hash = blob.hash;
  file.name = clean_name(facts.name);
  file.media_type = blob.media_type;
  file.bytes = blob.bytes;
  file.purpose = facts.purpose;
  file.field = facts.field;
  return execute(request, services, core::Attach{std::move(file)}, request.path_integer("id"));
}

class BlobSource final : public http::BodySource {
 public:
  BlobSource(runtime::Blobs& blobs, std::string hash, std::int64_t size)
      : blobs_(blobs), hash_(std::move(hash)), size_(size) {}
  std::optional<std::uint64_t> size() const override { return static_cast<std::uint64_t>(size_); }
  std::size_t read(std::uint64_t offset, std::span<char> into) override {
    const auto bytes = blobs_.read(hash_, static_cast<std::int64_t>(offset), static_cast<std::int64_t>(into.size()));
    if (!bytes) throw std::runtime_error("attachment " + hash_ + ": " + bytes.error().message());
    std::copy(bytes->begin(), bytes->end(), into.begin());
    return bytes->size();
  }

 private:
  runtime::Blobs& blobs_;
  std::string hash_;
  std::int64_t size_;
};

Response read_attachment(const Request& request, const Services& services) {
  const auto stored = services.cases.open(request.path_integer("id"), visibility(request, services));
  if (!stored) return refuse(request, stored.error());
  for (const auto& file : stored->state.attachments) {
    if (file.id != request.path_text("attachment")) continue;
    const bool original = request.query_boolean("original").value_or(false);
    if (!original) {
      if (auto copy = services.blobs.served_copy(file.hash)) {
        return http::download(std::move(*copy), file.media_type, file.name,
                              request.query_boolean("preview").value_or(false));
      }
    }
    const auto size = services.blobs.size(file.hash);
    if (!size) return refuse(request, size.error());
    return http::download(std::make_shared<BlobSource>(services.blobs, file.hash, *size), file.media_type, file.name);
  }
  return refuse(request, Error("not_found"));
}

using FileHandler = Response (*)(const Request&, const Services&, const runtime::StoredBlob&, const FileFacts&);

Result<std::unique_ptr<http::BodySink>> open_file_sink(const Request& request, const Services& services,
                                                       FileHandler handle) {
  FileEnd end = [&services, handle](const Request& finished, const runtime::StoredBlob& blob, const FileFacts& facts) {
    return handle(finished, services, blob, facts);
  };
  auto upload = services.blobs.begin(services.max_upload_bytes);
  const auto type = request.headers.get("Content-Type");
  if (!http::lower(type).starts_with("multipart/")) {
    return std::unique_ptr<http::BodySink>(
        std::make_unique<FileSink>(std::move(upload), facts_in_query(request), std::move(end)));
  }
  const auto boundary = http::multipart_boundary(type);
  if (!boundary) return Error("multipart_malformed", {{"reason", "no boundary in Content-Type"}});
  return std::unique_ptr<http::BodySink>(
      std::make_unique<FormSink>(*boundary, std::move(upload), facts_in_query(request), std::move(end)));
}

http::Route stream_row(std::string pattern, std::string name, std::string summary, const Services& services,
                       FileHandler handle) {
  http::Route route;
  route.method = http::Method::post;
  route.pattern = std::move(pattern);
  route.name = std::move(name);
  route.tag = "attachments";
  route.summary = std::move(summary);
  route.scope = "cases:write";
  route.body = http::BodyKind::stream;
  route.form_schema = "FileForm";
  route.max_body = static_cast<std::size_t>(services.max_upload_bytes);
  route.query = {{"name", "string", "file name"},
                 {"purpose", "string", "before, after, evidence, letter"},
                 {"field", "string", "photo or file field it belongs to"}};
  route.sink = [&services, handle](const Request& request) { return open_file_sink(request, services, handle); };
  return route;
}

}  // namespace

Result<std::vector<core::AttachmentRef>> uploads_of(const Request& request, const Services& services) {
  std::vector<core::AttachmentRef> files;
  const auto* ids = request.json.as_object().if_contains("attachments");
  if (ids == nullptr) return files;
  auto session = services.store().read();
  for (const auto& id : ids->as_array()) {
    const std::string name(id.as_string());
    const auto stored = session->records().document("upload:" + request.principal.person, name);
    if (!stored) return Error("upload_unknown", {{"id", name}});
    files.push_back(attachment_of(json::parse(stored->body).as_object(), name));
  }
  return files;
}

std::vector<core::AttachmentRef> uploads_in_fields(const Request& request, const Services& services) {
  std::vector<core::AttachmentRef> files;
  const auto* body = request.json.if_object();
  const auto* fields = body == nullptr ? nullptr : body->if_contains("fields");
  if (fields == nullptr || !fields->is_object()) return files;
  auto session = services.store().read();
  for (const auto& [field, value] : fields->get_object()) {
    if (!value.is_array()) continue;
    for (const auto& id : value.get_array()) {
      if (!id.is_string()) continue;
      const std::string name(id.get_string());
      const auto stored = session->records().document("upload:" + request.principal.person, name);
      if (!stored) continue;  // a file that the case has already, or no file at all: the field is checked elsewhere
      files.push_back(attachment_of(json::parse(stored->body).as_object(), name));
      files.back().field = field;
    }
  }
  return files;
}

void add_attachment_routes(http::RouteTable& table, http::Schemas& schemas, const Services& services) {
  schemas.add("FileForm",
              R"({"type":"object","required":["file"],"properties":{"file":{"type":"string","format":"binary"},
    "name":{"type":"string"},"purpose":{"type":"string"},"field":{"type":"string"}}})");
  schemas.add("Upload",
              R"({"type":"object","required":["id","hash","bytes","media_type"],"properties":{"id":{"type":"string"},
    "hash":{"type":"string"},"bytes":{"type":"integer"},"media_type":{"type":"string"},"name":{"type":"string"}}})");
  auto upload =
      stream_row("/api/v1/uploads", "upload", "Takes a file for a case about to be filed.", services, keep_upload);
  upload.answers = {{201, "Upload"}};
  table.add(std::move(upload));
  auto adding = stream_row("/api/v1/cases/{id:int}/attachments", "attach", "Adds a file to a case.", services, attach);
  adding.idempotency_key = true;
  adding.answers = {{200, "Case"}};
  table.add(std::move(adding));
  auto reading = read_row("attachments", "/api/v1/cases/{id:int}/attachments/{attachment}", "read_attachment",
                          "A file of a case; pictures without hidden data unless the original is asked for.",
                          {200, "", "application/octet-stream"}, read_attachment, services);
  reading.scope = "cases:read";
  reading.query = {{"original", "boolean", "as it was sent"}, {"preview", "boolean", "to be shown inline"}};
  table.add(std::move(reading));
}

}  // namespace bihuan::api

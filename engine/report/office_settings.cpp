#include "engine/report/office_settings.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/report/documents.h"

namespace bihuan::report {
namespace {

namespace fs = std::filesystem;

Result<std::string> bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  if (!in || !(out << in.rdbuf())) {
    const std::error_code reason(errno, std::generic_category());
    return Error("file_unreadable", {{"file", path.string()}, {"reason", reason.message()}});
  }
  return std::move(out).str();
}

Result<CountingRules> own_rules(const std::string& file) {
  auto bytes = bytes_of(file);
  if (!bytes) return bytes.error();
  auto reading = read_rules(std::move(*bytes), file);
  if (has_errors(reading.problems)) return error_of(reading.problems.front());
  return std::move(reading.rules);
}

// Sentences that it does not have are the shipped ones: it was written for an earlier version, or for a few only.
Result<CircularTexts> own_texts(const std::string& file) {
  auto bytes = bytes_of(file);
  if (!bytes) return bytes.error();
  auto own = CircularTexts::read(std::move(*bytes), file);
  if (!own) return own.error();
  const auto shipped = CircularTexts::shipped();
  if (!shipped) return shipped.error();
  own->complete_from(*shipped);
  return own;
}

// Wrong placeholders are told now, not on the day when the document is needed.
Result<Package> own_template(const fs::path& file) {
  const std::string name = file.stem().string();
  const auto names = shipped_templates();
  if (!std::binary_search(names.begin(), names.end(), name)) {
    std::string known;
    for (const auto& one : names) known += (known.empty() ? "" : ", ") + one;
    return Error("template_unknown", {{"name", name}, {"known", known}});
  }
  const auto bytes = bytes_of(file);
  if (!bytes) return bytes.error();
  auto package = read_template(*bytes);
  if (!package) return package.error();
  const auto sample = template_names(name);
  if (!sample) return sample.error();
  if (const auto problems = check_template(*package, *sample); !problems.empty()) {
    const auto& first = problems.front();
    return Error("template_file_wrong", {{"file", file.string()},
                                         {"count", std::to_string(problems.size())},
                                         {"first", first.place.text("zh-CN") + ": " + first.message("zh-CN")}});
  }
  return package;
}

Result<void> read_templates(const std::string& folder, OfficeSettings& out) {
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    const fs::path& path = entry->path();
    // Word and WPS leave "~$name.docx" beside an open file.
    if (path.extension() != ".docx" || path.filename().string().starts_with("~$")) continue;
    auto package = own_template(path);
    if (!package) return package.error();
    out.templates.emplace(path.stem().string(), std::move(*package));
  }
  if (failed) return Error("file_unreadable", {{"file", folder}, {"reason", failed.message()}});
  return {};
}

}  // namespace

std::optional<Package> OfficeSettings::own_template(std::string_view document) const {
  const auto found = templates.find(document);
  return found == templates.end() ? std::nullopt : std::optional(found->second);
}

Result<std::shared_ptr<const OfficeSettings>> office_settings(const OfficeFiles& files) {
  auto out = std::make_shared<OfficeSettings>();
  auto rules = files.rules.empty() ? shipped_rules("petition-monthly") : own_rules(files.rules);
  if (!rules) return rules.error();
  auto texts = files.texts.empty() ? CircularTexts::shipped() : own_texts(files.texts);
  if (!texts) return texts.error();
  auto mapping = shipped_facts_mapping("petition");
  if (!mapping) return mapping.error();
  if (!files.templates.empty()) {
    if (auto read = read_templates(files.templates, *out); !read) return read.error();
  }
  out->rules = std::move(*rules);
  out->texts = std::move(*texts);
  out->mapping = std::move(*mapping);
  out->days_after_cut_off = files.days_after_cut_off;
  out->minute_of_day = files.minute_of_day;
  return std::shared_ptr<const OfficeSettings>(std::move(out));
}

}  // namespace bihuan::report

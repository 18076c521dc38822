#include "engine/report/letters.h"

#include <boost/json.hpp>
#include <span>

#include "engine/base/embedded.h"
#include "engine/base/hash.h"
#include "engine/report/template_values.h"
#include "engine/yaml/parse.h"

namespace bihuan {
namespace embedded {
std::span<const File> shipped_workflows();
}

namespace report {
namespace {

namespace json = boost::json;

// What a person reads of a field's value.
std::string shown(const json::value& value) {
  switch (value.kind()) {
    case json::kind::array: {
      std::string out;
      for (const auto& one : value.get_array()) {
        const std::string text = shown(one);
        if (!text.empty()) out += (out.empty() ? "" : "、") + text;
      }
      return out;
    }
    case json::kind::object: {
      const auto& object = value.get_object();
      if (const auto* text = object.if_contains("text")) return shown(*text);
      if (const auto* inner = object.if_contains("value")) return shown(*inner);
      return {};
    }
    default:
      return plain(value);
  }
}

Result<yaml::Document> letter_file(std::string_view name) {
  for (const auto& file : embedded::shipped_workflows()) {
    if (file.path == "documents/" + std::string(name))
      return yaml::load(std::string(file.bytes), std::string(file.path));
  }
  return Error("template_unknown", {{"name", std::string(name)}, {"known", ""}});
}

// The field that fills a letter name: of those that hold something, one that this very command filled, else the first.
std::string value_of(const yaml::Node& candidates, const LetterRequest& request) {
  std::string found;
  for (const auto& field : candidates.items) {
    const auto* value = request.fields.if_contains(field.text);
    if (value == nullptr || shown(*value).empty()) continue;
    if (request.fresh.contains(field.text)) return shown(*value);
    if (found.empty()) found = shown(*value);
  }
  return found;
}

// What the office writes where the case says nothing: first for this document, then for all.
void put_standing_texts(const yaml::Node& texts, std::string_view document, json::object& out) {
  for (const auto& entry : texts.entries) {
    if (entry.key.text != document && entry.key.text != "all") continue;
    for (const auto& one : entry.value.entries) {
      auto& value = out[one.key.text];
      if (value.is_string() && value.get_string().empty()) value = one.value.text;
    }
  }
}

// What stands inside a sentence of the letter brings no full stop of its own, and a reason no second 因.
void fit_into_sentences(json::object& values) {
  for (const std::string_view name :
       {"理由", "信访事项", "情况描述", "公示结果", "主送单位", "法律依据", "督办缘由", "建议途径"}) {
    auto& value = values[name];
    if (!value.is_string()) continue;
    std::string text(value.get_string());
    for (const std::string_view stop : {"。", "；", ";", "."}) {
      while (text.ends_with(stop)) text.resize(text.size() - stop.size());
    }
    for (const std::string_view because : {"因为", "由于", "因"}) {
      if (name == "理由" && text.starts_with(because)) text.erase(0, because.size());
    }
    value = text;
  }
}

std::string file_name(const LetterRequest& request) {
  std::string out = request.title.empty() ? request.document : request.title;
  if (!request.number.empty()) out += "-" + request.number;
  for (char& c : out) {
    if (std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20)
      c = '_';
  }
  return out + ".docx";
}

}  // namespace

Result<json::object> letter_values(const LetterRequest& request) {
  auto names = template_names("letter");
  if (!names) return names.error();
  auto fields = letter_file("letter-fields.yaml");
  if (!fields) return fields.error();
  auto standing = letter_file("letter-texts.yaml");
  if (!standing) return standing.error();
  json::object out;
  for (const auto& entry : names->data)
    out[entry.key()] = entry.value().is_array() ? json::value(json::array()) : json::value("");
  for (const auto& entry : fields->root.entries) {
    if (std::string value = value_of(entry.value, request); !value.empty()) out[entry.key.text] = std::move(value);
  }
  out["文号"] = request.number;
  out["日期"] = request.date;
  out["机关名称"] = request.office;
  for (const auto& entry : request.values) out[entry.key()] = entry.value();
  put_standing_texts(standing->root, request.document, out);
  fit_into_sentences(out);
  return out;
}

Result<LetterLaws> letter_laws() {
  const auto file = letter_file("letter-laws.yaml");
  if (!file) return file.error();
  LetterLaws out;
  for (const auto& entry : file->root.entries) {
    std::vector<std::string> clocks;
    for (const auto& clock : entry.value.items) clocks.push_back(clock.text);
    out.emplace_back(entry.key.text, std::move(clocks));
  }
  return out;
}

Result<Letter> write_letter(const LetterRequest& request, const std::optional<Package>& own_template) {
  auto package = own_template ? Result<Package>(*own_template) : shipped_template(request.document);
  if (!package) return package.error();
  auto values = letter_values(request);
  if (!values) return values.error();
  TemplateInput input;
  input.data = std::move(*values);
  const DocumentProperties properties{request.title, request.office, "bihuan-event:" + request.event,
                                      request.date + "T00:00:00Z"};
  auto docx = write_document(*package, input, properties);
  if (!docx) return docx.error();
  Letter letter;
  letter.sha256 = sha256_hex(*docx);
  letter.docx = std::move(*docx);
  letter.file_name = file_name(request);
  return letter;
}

}  // namespace report
}  // namespace bihuan

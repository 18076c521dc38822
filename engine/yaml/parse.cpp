#include "engine/yaml/parse.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sstream>

#include "engine/base/catalogue.h"
#include "engine/yaml/builder.h"
#include "engine/yaml/likelier.h"
#include "engine/yaml/screen.h"

namespace bihuan::yaml {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct Known {
  std::string_view said;  // how the parser's message begins
  std::string_view code;
};

// The parser's own sentences, told in both languages.
constexpr std::array<Known, 11> known_messages{{
    {"end of map not found", "yaml_map_broken"},
    {"end of map flow not found", "yaml_flow_map_open"},
    {"end of sequence not found", "yaml_list_broken"},
    {"end of sequence flow not found", "yaml_flow_list_open"},
    {"illegal map value", "yaml_colon"},
    {"illegal map key", "yaml_map_broken"},
    {"illegal flow end", "yaml_flow_end"},
    {"illegal block entry", "yaml_dash"},
    {"unknown escape character", "yaml_escape"},
    {"the referenced anchor is not defined", "yaml_anchor_unknown"},
    {"unknown token", "yaml_token"},
}};

Problem syntax_problem(const YAML::Exception& failure, const Source& source, const Builder& builder) {
  std::size_t offset = failure.mark.pos < 0 ? 0 : static_cast<std::size_t>(failure.mark.pos);
  // The parser names the place where it gave up; the bracket or the backslash is what has to be mended.
  if (failure.msg.find("flow not found") != std::string::npos) offset = builder.open_bracket().value_or(offset);
  if (failure.msg.starts_with("unknown escape") && offset >= 2) offset -= 2;
  const auto where = source.locate(offset);
  Problem told{Severity::error, "yaml_syntax", {{"detail", failure.msg}}, where, {}};
  for (const auto& [said, code] : known_messages) {
    if (failure.msg.starts_with(said)) told = {Severity::error, std::string(code), {}, where, {}};
  }
  const std::size_t gave_up = failure.mark.pos < 0 ? 0 : static_cast<std::size_t>(failure.mark.pos);
  const bool exact = told.code == "yaml_escape" || told.code == "yaml_anchor_unknown";
  auto likelier = exact ? std::nullopt : likelier_problem(source, told, gave_up, builder.last_quoted());
  return likelier ? std::move(*likelier) : told;
}

// Runs the parser over the text; false when the tree is not whole.
bool build(const Source& source, Parsed& into) {
  Builder builder(source, into.problems);
  try {
    std::istringstream stream(without_idle_tabs(source.text()));
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      into.problems.push_back({Severity::error, "yaml_empty", {}, source.locate(0), {}});
      return false;
    }
    if (const auto open_quote = builder.open_quote()) {
      into.problems.push_back({Severity::error, "yaml_quote_open", {}, source.locate(*open_quote), {}});
      return false;
    }
    into.document.root = builder.take();
    Problems ignored;
    Builder second(source, ignored);
    if (parser.HandleNextDocument(second)) {
      const Node root = second.take();
      into.problems.push_back({Severity::error, "yaml_several_documents", {}, root.where(), {}});
    }
    return true;
  } catch (const Stop& stop) {
    into.problems.push_back(stop.problem);
  } catch (const YAML::DeepRecursion& failure) {
    const auto where = source.locate(failure.mark.pos < 0 ? 0 : static_cast<std::size_t>(failure.mark.pos));
    into.problems.push_back({Severity::error, "yaml_too_deep", {{"limit", std::to_string(max_depth)}}, where, {}});
  } catch (const YAML::Exception& failure) {
    into.problems.push_back(syntax_problem(failure, source, builder));
  }
  return false;
}

}  // namespace

Parsed parse(std::string text, std::string file) {
  Parsed parsed;
  if (text.size() > max_bytes) {
    parsed.problems.push_back(
        {Severity::error, "file_too_large", {{"limit", std::to_string(max_bytes >> 20U)}}, {file, 1, 1}, {}});
    return parsed;
  }
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  if (!text.ends_with('\n')) text += '\n';  // or the parser would not tell where an open quote stands
  parsed.document.source = std::make_shared<const Source>(std::move(file), std::move(text));
  const Source& source = *parsed.document.source;
  parsed.problems = screen(source);
  if (!parsed.problems.empty()) return parsed;
  if (!build(source, parsed)) parsed.document.root = {};
  if (parsed.document.root.source == nullptr) parsed.document.root.source = &source;
  sort_problems(parsed.problems);
  return parsed;
}

Result<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  const auto unreadable = [&] {
    return Error("file_unreadable", {{"file", path}, {"reason", std::strerror(errno)}}, {path, 1, 1});
  };
  if (!file) return unreadable();
  std::string text;
  std::array<char, 65536> buffer{};
  while (text.size() <= max_bytes) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get());
    text.append(buffer.data(), got);
    if (got < buffer.size()) break;
  }
  if (std::ferror(file.get()) != 0) return unreadable();
  if (text.size() > max_bytes) {
    return Error("file_too_large", {{"limit", std::to_string(max_bytes >> 20U)}}, {path, 1, 1});
  }
  return text;
}

Result<Document> load(std::string text, std::string file) {
  Parsed parsed = parse(std::move(text), std::move(file));
  if (!parsed.ok()) return error_of(parsed.problems.front());
  return std::move(parsed.document);
}

}  // namespace bihuan::yaml

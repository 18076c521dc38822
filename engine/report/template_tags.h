// Private to the template engine: a document part prepared so that every tag stands in a run of its own, and controls
// are elements. Works on pugixml trees in place.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/report/template.h"

namespace bihuan::report::tags {

// The element that stands for a control tag, and the attributes that carry tags and places until the part is written.
inline constexpr const char* kControl = "bihuan-control";
inline constexpr const char* kTag = "bihuan-tag";      // on a control or a run: what stands between the braces
inline constexpr const char* kPlace = "bihuan-place";  // on a paragraph: "paragraph table row cell"

enum class Kind { value, each, each_column, condition, otherwise, end_each, end_each_column, end_condition, chart };

struct Tag {
  Kind kind = Kind::value;
  std::string subject;               // the name, list, condition or chart
  std::vector<std::string> filters;  // of a value
};

[[nodiscard]] Tag parse_tag(std::string_view text);
[[nodiscard]] inline bool opens(Kind kind) {
  return kind == Kind::each || kind == Kind::each_column || kind == Kind::condition;
}
[[nodiscard]] inline bool closes(Kind kind) {
  return kind == Kind::end_each || kind == Kind::end_each_column || kind == Kind::end_condition;
}
[[nodiscard]] bool matches(Kind open, Kind close);

inline constexpr const char* kAround = "bihuan-around";  // on a paragraph: how its text begins

// The paragraphs get their number and how they begin, before anything is changed. prepare() does it first.
void number_paragraphs(pugi::xml_node root);

// Numbers the paragraphs, splits runs at tags, and turns controls into elements at the level where they rule.
void prepare(pugi::xml_node root, const std::string& part, std::vector<TemplateProblem>& problems);

// The last step of prepare().
void lift_controls(pugi::xml_node root);

[[nodiscard]] TemplatePlace place_of(pugi::xml_node node, const std::string& part);

// All descendants of a given name; those inside a nested paragraph (a text box) belong to that paragraph.
void collect(pugi::xml_node node, const char* name, std::vector<pugi::xml_node>& out, bool into_paragraphs);
// The node or the nearest one around it of that name; null when there is none.
[[nodiscard]] pugi::xml_node enclosing(pugi::xml_node node, const char* name);
// Without the blanks of any width around it.
[[nodiscard]] std::string trimmed(std::string_view text);

[[nodiscard]] bool is_named(pugi::xml_node node, const char* name);

// The text of a node's runs, without that of nested text boxes' paragraphs when `node` is a paragraph.
[[nodiscard]] std::string text_of(pugi::xml_node node);

}  // namespace bihuan::report::tags

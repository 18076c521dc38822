#include "engine/report/template_tags.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace bihuan::report::tags {

using pugi::xml_node;

// Without the blanks of any width around it.
std::string trimmed(std::string_view text) {
  const auto blank = [](std::string_view rest) -> std::size_t {
    if (rest.starts_with("\xE3\x80\x80") || rest.starts_with("\xC2\xA0")) return rest.starts_with("\xC2") ? 2 : 3;
    return rest.empty() || (rest[0] != ' ' && rest[0] != '\t' && rest[0] != '\n' && rest[0] != '\r') ? 0 : 1;
  };
  while (const auto step = blank(text)) text.remove_prefix(step);
  while (!text.empty()) {
    if (text.ends_with("\xE3\x80\x80")) {
      text.remove_suffix(3);
    } else if (text.ends_with("\xC2\xA0")) {
      text.remove_suffix(2);
    } else if (std::strchr(" \t\n\r", text.back()) != nullptr) {
      text.remove_suffix(1);
    } else {
      break;
    }
  }
  return std::string(text);
}

void collect(xml_node node, const char* name, std::vector<xml_node>& out, bool into_paragraphs) {
  for (const auto child : node.children()) {
    if (is_named(child, name)) out.push_back(child);
    if (is_named(child, "w:p") && !into_paragraphs) continue;
    collect(child, name, out, into_paragraphs);
  }
}

xml_node enclosing(xml_node node, const char* name) {
  while (node && !is_named(node, name)) node = node.parent();
  return node;
}

bool is_named(xml_node node, const char* name) {
  return std::strcmp(node.name(), name) == 0;
}

std::string text_of(xml_node node) {
  std::vector<xml_node> texts;
  collect(node, "w:t", texts, !is_named(node, "w:p"));
  std::string out;
  for (const auto text : texts) out += text.text().get();
  std::vector<xml_node> drawings;
  collect(node, "w:drawing", drawings, true);
  return drawings.empty() ? out : out + "*";  // a picture is content too
}

namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

// As an editor or a Chinese keyboard leaves it: signs of full width, characters that nobody sees.
std::string plain_signs(std::string_view given) {
  std::string text(given);
  for (const auto& [wide, narrow] : {std::pair("＃", "#"), std::pair("／", "/"), std::pair("｜", "|")})
    replace_all(text, wide, narrow);
  for (const std::string_view unseen : {"\u200b", "\u200c", "\u200d", "\ufeff", "\u2060"})
    replace_all(text, unseen, "");
  return trimmed(text);
}

}  // namespace

Tag parse_tag(std::string_view given) {
  const std::string clean = plain_signs(given);
  std::string_view text = clean;
  struct Word {
    std::string_view word;
    Kind kind;
  };
  static constexpr std::array<Word, 19> words = {{{"#每个", Kind::each},
                                                  {"#each-column", Kind::each_column},
                                                  {"#each", Kind::each},
                                                  {"#每列", Kind::each_column},
                                                  {"#如果", Kind::condition},
                                                  {"#if", Kind::condition},
                                                  {"#否则", Kind::otherwise},
                                                  {"#else", Kind::otherwise},
                                                  {"否则", Kind::otherwise},
                                                  {"/每个", Kind::end_each},
                                                  {"/each-column", Kind::end_each_column},
                                                  {"/each", Kind::end_each},
                                                  {"/每列", Kind::end_each_column},
                                                  {"/如果", Kind::end_condition},
                                                  {"/if", Kind::end_condition},
                                                  {"图 ", Kind::chart},
                                                  {"chart ", Kind::chart},
                                                  {"图:", Kind::chart},
                                                  {"图：", Kind::chart}}};
  Tag tag;
  for (const auto& [word, kind] : words) {
    if (text.starts_with(word)) {
      tag.kind = kind;
      tag.subject = trimmed(text.substr(word.size()));
      return tag;
    }
  }
  const auto bar = text.find('|');
  tag.subject = trimmed(text.substr(0, bar));
  while (bar != std::string_view::npos && !text.empty()) {
    const auto next = text.find('|');
    if (next == std::string_view::npos) break;
    text.remove_prefix(next + 1);
    tag.filters.push_back(trimmed(text.substr(0, text.find('|'))));
  }
  return tag;
}

bool matches(Kind open, Kind close) {
  return (open == Kind::each && close == Kind::end_each) ||
         (open == Kind::each_column && close == Kind::end_each_column) ||
         (open == Kind::condition && close == Kind::end_condition);
}

TemplatePlace place_of(xml_node node, const std::string& part) {
  TemplatePlace place;
  place.part = part;
  while (node && !node.attribute(kPlace)) node = node.parent();
  std::array<int*, 4> fields = {&place.paragraph, &place.table, &place.row, &place.cell};
  place.around = node.attribute(kAround).value();
  const char* text = node.attribute(kPlace).value();
  for (int* field : fields) {
    char* end = nullptr;
    *field = static_cast<int>(std::strtol(text, &end, 10));
    text = end;
  }
  return place;
}

}  // namespace bihuan::report::tags

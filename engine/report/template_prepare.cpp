// Every tag gets a run of its own, however the editor has cut it into pieces.
#include <algorithm>
#include <array>

#include "engine/report/template_tags.h"

namespace bihuan::report::tags {
namespace {

using pugi::xml_node;

// A run with several contents (text, tab, text) becomes several runs with one each.
void split_run(xml_node run) {
  std::vector<xml_node> contents;
  for (const auto child : run.children()) {
    if (!is_named(child, "w:rPr")) contents.push_back(child);
  }
  if (contents.size() < 2) return;
  xml_node parent = run.parent();
  for (const auto content : contents) {
    if (is_named(content, "w:lastRenderedPageBreak")) continue;
    xml_node piece = parent.insert_child_before("w:r", run);
    if (const auto properties = run.child("w:rPr")) piece.append_copy(properties);
    piece.append_copy(content);
  }
  parent.remove_child(run);
}

struct Piece {
  xml_node text;      // <w:t>
  std::size_t begin;  // in the paragraph's text
  std::size_t end;
};

std::vector<Piece> pieces_of(xml_node paragraph, std::string& text) {
  std::vector<xml_node> texts;
  collect(paragraph, "w:t", texts, false);
  std::vector<Piece> pieces;
  for (const auto node : texts) {
    const std::size_t begin = text.size();
    text += node.text().get();
    pieces.push_back({node, begin, text.size()});
  }
  return pieces;
}

void set_text(xml_node text, const std::string& value) {
  text.text().set(value.c_str());
  if (!text.attribute("xml:space")) text.append_attribute("xml:space").set_value("preserve");
}

// Puts the whole of [begin, end) into the piece where it begins.
void gather(const std::vector<Piece>& pieces, const std::string& text, std::size_t begin, std::size_t end) {
  bool first = true;
  for (const auto& piece : pieces) {
    if (piece.end <= begin || piece.begin >= end) continue;
    const std::string own = text.substr(piece.begin, piece.end - piece.begin);
    const std::size_t from = std::max(begin, piece.begin) - piece.begin;
    const std::size_t to = std::min(end, piece.end) - piece.begin;
    set_text(piece.text, own.substr(0, from) + (first ? text.substr(begin, end - begin) : "") + own.substr(to));
    first = false;
  }
}

// One run whose text holds tags becomes runs of plain text and runs of one tag each.
void split_at_tags(xml_node run) {
  xml_node text_node = run.child("w:t");
  const std::string text = text_node.text().get();
  std::size_t from = 0;
  xml_node parent = run.parent();
  const auto add = [&](const std::string& content, bool tag) {
    if (content.empty()) return;
    xml_node piece = parent.insert_copy_before(run, run);
    set_text(piece.child("w:t"), tag ? "" : content);
    if (tag) piece.append_attribute(kTag).set_value(trimmed(content.substr(2, content.size() - 4)).c_str());
  };
  while (true) {
    const auto open = text.find("{{", from);
    const auto close = open == std::string::npos ? open : text.find("}}", open);
    if (close == std::string::npos) break;
    add(text.substr(from, open - from), false);
    add(text.substr(open, close + 2 - open), true);
    from = close + 2;
  }
  if (from == 0) return;
  add(text.substr(from), false);
  parent.remove_child(run);
}

void report(std::vector<TemplateProblem>& problems, std::string_view code, const std::string& tag,
            TemplatePlace place) {
  problems.push_back({std::string(code), {{"tag", tag}}, std::move(place), "", {}});
}

std::string excerpt(const std::string& text, std::size_t at, std::size_t most = 30) {
  std::size_t end = std::min(text.size(), at + most);
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return text.substr(at, end - at);
}

// ｛｛名称｝｝, and what begins with the one width and ends with the other.
bool has_wide_braces(const std::string& text) {
  for (const std::string_view pair : {"｛｛", "｛{", "{｛", "｝｝", "｝}", "}｝"}) {
    if (text.find(pair) != std::string::npos) return true;
  }
  return false;
}

void narrow_braces(const std::vector<Piece>& pieces) {
  for (const auto& piece : pieces) {
    std::string own = piece.text.text().get();
    for (const auto& [wide, narrow] : {std::pair<std::string_view, char>("｛", '{'), {"｝", '}'}}) {
      for (auto at = own.find(wide); at != std::string::npos; at = own.find(wide, at + 1))
        own.replace(at, wide.size(), 1, narrow);
    }
    set_text(piece.text, own);
  }
}

void prepare_paragraph(xml_node paragraph, const std::string& part, std::vector<TemplateProblem>& problems) {
  std::string text;
  (void)pieces_of(paragraph, text);
  if (has_wide_braces(text)) {
    const auto wide = std::min(text.find("｛"), text.find("｝"));
    report(problems, "template_full_width", excerpt(text, std::min(text.find("{{"), wide)), place_of(paragraph, part));
    text.clear();
    narrow_braces(pieces_of(paragraph, text));  // looked at as what was meant
    text.clear();
    (void)pieces_of(paragraph, text);
  }
  if (text.find("{{") == std::string::npos) {
    if (const auto lone = text.find("}}"); lone != std::string::npos)
      report(problems, "template_tag_open", excerpt(text, lone), place_of(paragraph, part));
    return;
  }
  std::vector<xml_node> runs;
  collect(paragraph, "w:r", runs, false);
  for (const auto run : runs) split_run(run);
  text.clear();
  auto pieces = pieces_of(paragraph, text);
  for (std::size_t open = text.find("{{"); open != std::string::npos;) {
    const auto close = text.find("}}", open);
    const auto next = text.find("{{", open + 2);
    if (close == std::string::npos || (next != std::string::npos && next < close)) {
      report(problems, "template_tag_open", excerpt(text, open), place_of(paragraph, part));
      if (close == std::string::npos) break;
      open = next;
      continue;
    }
    gather(pieces, text, open, close + 2);
    // The pieces' own texts have changed: read them again before the next tag.
    std::string again;
    pieces = pieces_of(paragraph, again);
    text = again;
    open = text.find("{{", close + 2);
  }
  runs.clear();
  collect(paragraph, "w:r", runs, false);
  for (const auto run : runs) {
    if (const auto node = run.child("w:t")) {
      const std::string_view own = node.text().get();
      if (own.empty() && run.first_child() == run.last_child()) {
        run.parent().remove_child(run);
      } else if (own.find("{{") != std::string_view::npos) {
        split_at_tags(run);
      }
    }
  }
}

void number(xml_node node, std::array<int, 5>& place, int& tables) {
  for (const auto child : node.children()) {
    const std::array<int, 5> before = place;
    if (is_named(child, "w:p")) {
      place[0] += 1;
      const std::string text = std::to_string(place[0]) + " " + std::to_string(place[1]) + " " +
                               std::to_string(place[2]) + " " + std::to_string(place[3]);
      xml_node(child).append_attribute(kPlace).set_value(text.c_str());
      std::string own;
      (void)pieces_of(child, own);
      xml_node(child).append_attribute(kAround).set_value(excerpt(own, 0, 60).c_str());
    } else if (is_named(child, "w:tbl")) {
      place[1] = ++tables;
      place[2] = 0;
    } else if (is_named(child, "w:tr")) {
      place[2] += 1;
      place[3] = 0;
    } else if (is_named(child, "w:tc")) {
      place[3] += 1;
    }
    number(child, place, tables);
    if (is_named(child, "w:tbl")) {
      place[1] = before[1];
      place[2] = before[2];
      place[3] = before[3];
    }
  }
}

}  // namespace

void number_paragraphs(xml_node root) {
  std::array<int, 5> place{};
  int tables = 0;
  number(root, place, tables);
}

void prepare(xml_node root, const std::string& part, std::vector<TemplateProblem>& problems) {
  number_paragraphs(root);
  std::vector<xml_node> paragraphs;
  collect(root, "w:p", paragraphs, true);
  for (const auto paragraph : paragraphs) prepare_paragraph(paragraph, part, problems);
  lift_controls(root);
}

}  // namespace bihuan::report::tags

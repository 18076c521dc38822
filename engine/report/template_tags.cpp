#include "engine/report/template_tags.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace bihuan::report::tags {
namespace {

using pugi::xml_node;

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

// All descendants of a given name; those inside a nested paragraph (a text box) belong to that paragraph.
void collect(xml_node node, const char* name, std::vector<xml_node>& out, bool into_paragraphs) {
  for (const auto child : node.children()) {
    if (is_named(child, name)) out.push_back(child);
    if (is_named(child, "w:p") && !into_paragraphs) continue;
    collect(child, name, out, into_paragraphs);
  }
}

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
  problems.push_back({std::string(code), {{"tag", tag}}, std::move(place)});
}

std::string excerpt(const std::string& text, std::size_t at) {
  std::size_t end = std::min(text.size(), at + 30);
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return text.substr(at, end - at);
}

void prepare_paragraph(xml_node paragraph, const std::string& part, std::vector<TemplateProblem>& problems) {
  std::string text;
  (void)pieces_of(paragraph, text);
  if (const auto wide = text.find("｛｛"); wide != std::string::npos)
    report(problems, "template_full_width", excerpt(text, wide), place_of(paragraph, part));
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

// The tag runs of a node, in order.
std::vector<xml_node> tag_runs(xml_node node) {
  std::vector<xml_node> runs;
  std::vector<xml_node> tagged;
  collect(node, "w:r", runs, true);
  for (const auto run : runs) {
    if (run.attribute(kTag)) tagged.push_back(run);
  }
  return tagged;
}

Kind kind_of(xml_node run) {
  return parse_tag(run.attribute(kTag).value()).kind;
}

xml_node enclosing(xml_node node, const char* name) {
  while (node && !is_named(node, name)) node = node.parent();
  return node;
}

void put_control(xml_node where, bool before, xml_node run) {
  xml_node parent = where.parent();
  xml_node control = before ? parent.insert_child_before(kControl, where) : parent.insert_child_after(kControl, where);
  control.append_attribute(kTag).set_value(run.attribute(kTag).value());
  control.append_attribute(kPlace).set_value(enclosing(run, "w:p").attribute(kPlace).value());
}

// The index of the tag that closes tags[first], or the size.
std::size_t closing(const std::vector<xml_node>& tags, std::size_t first) {
  int depth = 0;
  for (std::size_t i = first; i < tags.size(); ++i) {
    const Kind kind = kind_of(tags[i]);
    if (opens(kind)) ++depth;
    if (closes(kind) && --depth == 0) return i;
  }
  return tags.size();
}

// A pair of tags that embraces the cells of one row rules the row.
void lift_row(xml_node row) {
  auto tags = tag_runs(row);
  if (tags.size() < 2 || !opens(kind_of(tags.front())) || kind_of(tags.front()) == Kind::each_column) return;
  const auto last = closing(tags, 0);
  if (last + 1 != tags.size() || enclosing(tags.front(), "w:tc") == enclosing(tags[last], "w:tc")) return;
  put_control(row, true, tags.front());
  put_control(row, false, tags[last]);
  tags.front().parent().remove_child(tags.front());
  tags[last].parent().remove_child(tags[last]);
}

// A pair of 每列 within a cell rules the cell.
void lift_rows_and_cells(xml_node table) {
  for (const auto row : table.children("w:tr")) {
    lift_row(row);
    for (const auto cell : row.children("w:tc")) {
      auto tags = tag_runs(cell);
      if (tags.empty() || kind_of(tags.front()) != Kind::each_column) continue;
      const auto last = closing(tags, 0);
      if (last == tags.size()) continue;
      put_control(cell, true, tags.front());
      put_control(cell, false, tags[last]);
      tags.front().parent().remove_child(tags.front());
      tags[last].parent().remove_child(tags[last]);
      if (!table.attribute("bihuan-columns")) table.append_attribute("bihuan-columns").set_value("1");
    }
  }
}

bool is_control(Kind kind) {
  return kind != Kind::value && kind != Kind::chart;
}

// A paragraph (or a row) with nothing but one control becomes that control; a control beside text stays in its
// paragraph.
void lift_paragraphs(xml_node root) {
  std::vector<xml_node> paragraphs;
  collect(root, "w:p", paragraphs, true);
  for (const auto paragraph : paragraphs) {
    const auto tags = tag_runs(paragraph);
    if (tags.empty()) continue;
    const bool alone = tags.size() == 1 && is_control(kind_of(tags.front())) && trimmed(text_of(paragraph)).empty() &&
                       !paragraph.child("w:pPr").child("w:sectPr") && !enclosing(paragraph, "w:r");
    if (alone) {
      const xml_node cell = enclosing(paragraph, "w:tc");
      const xml_node row = enclosing(paragraph, "w:tr");
      const bool whole_row = row && tag_runs(row).size() == 1 && trimmed(text_of(row)).empty() && cell;
      const xml_node place = whole_row ? row : paragraph;
      put_control(place, true, tags.front());
      place.parent().remove_child(place);
      continue;
    }
    for (const auto run : tags) {
      if (!is_control(kind_of(run))) continue;
      put_control(run, true, run);
      run.parent().remove_child(run);
    }
  }
}

void number_paragraphs(xml_node node, std::array<int, 5>& place, int& tables) {
  for (const auto child : node.children()) {
    const std::array<int, 5> before = place;
    if (is_named(child, "w:p")) {
      place[0] += 1;
      const std::string text = std::to_string(place[0]) + " " + std::to_string(place[1]) + " " +
                               std::to_string(place[2]) + " " + std::to_string(place[3]);
      xml_node(child).append_attribute(kPlace).set_value(text.c_str());
    } else if (is_named(child, "w:tbl")) {
      place[1] = ++tables;
      place[2] = 0;
    } else if (is_named(child, "w:tr")) {
      place[2] += 1;
      place[3] = 0;
    } else if (is_named(child, "w:tc")) {
      place[3] += 1;
    }
    number_paragraphs(child, place, tables);
    if (is_named(child, "w:tbl")) {
      place[1] = before[1];
      place[2] = before[2];
      place[3] = before[3];
    }
  }
}

}  // namespace

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

Tag parse_tag(std::string_view text) {
  struct Word {
    std::string_view word;
    Kind kind;
  };
  static constexpr std::array<Word, 18> words = {{{"#每个", Kind::each},
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
                                                  {"图:", Kind::chart}}};
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
  const char* text = node.attribute(kPlace).value();
  for (int* field : fields) {
    char* end = nullptr;
    *field = static_cast<int>(std::strtol(text, &end, 10));
    text = end;
  }
  return place;
}

void prepare(xml_node root, const std::string& part, std::vector<TemplateProblem>& problems) {
  std::array<int, 5> place{};
  int tables = 0;
  number_paragraphs(root, place, tables);
  std::vector<xml_node> paragraphs;
  collect(root, "w:p", paragraphs, true);
  for (const auto paragraph : paragraphs) prepare_paragraph(paragraph, part, problems);
  std::vector<xml_node> tables_found;
  collect(root, "w:tbl", tables_found, true);
  for (const auto table : tables_found) lift_rows_and_cells(table);
  lift_paragraphs(root);
}

}  // namespace bihuan::report::tags

// Controls become elements at the level that they rule: a row, a cell, a paragraph, or a place in a paragraph.
#include <algorithm>
#include <array>

#include "engine/report/template_tags.h"

namespace bihuan::report::tags {
namespace {

using pugi::xml_node;

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

void put_control(xml_node where, bool before, xml_node run) {
  xml_node parent = where.parent();
  xml_node control = before ? parent.insert_child_before(kControl, where) : parent.insert_child_after(kControl, where);
  control.append_attribute(kTag).set_value(run.attribute(kTag).value());
  for (const char* name : {kPlace, kAround})
    control.append_attribute(name).set_value(enclosing(run, "w:p").attribute(name).value());
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
                       !enclosing(paragraph, "w:r");
    if (alone && paragraph.child("w:pPr").child("w:sectPr")) {
      // LibreOffice lets an empty paragraph with a section's end become one with the paragraph before: parted again.
      put_control(paragraph, true, tags.front());
      tags.front().parent().remove_child(tags.front());
      continue;
    }
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

}  // namespace

void lift_controls(xml_node root) {
  std::vector<xml_node> tables;
  collect(root, "w:tbl", tables, true);
  for (const auto table : tables) lift_rows_and_cells(table);
  lift_paragraphs(root);
}

}  // namespace bihuan::report::tags

#include <algorithm>

#include "engine/report/template_parts.h"
#include "engine/report/template_tags.h"

namespace bihuan::report {
namespace {

using pugi::xml_node;

// A cell must end with a paragraph; a table whose columns were repeated needs its grid anew.
void mend(xml_node node) {
  for (const auto child : node.children()) mend(child);
  if (tags::is_named(node, "w:tc") && !tags::is_named(node.last_child(), "w:p")) node.append_child("w:p");
  if (!tags::is_named(node, "w:tbl") || !node.attribute("bihuan-columns")) return;
  node.remove_attribute("bihuan-columns");
  std::vector<int> widths;
  for (const auto row : node.children("w:tr")) {
    std::vector<int> own;
    for (const auto cell : row.children("w:tc")) {
      const int span = std::max(1, cell.child("w:tcPr").child("w:gridSpan").attribute("w:val").as_int(1));
      for (int i = 0; i < span; ++i)
        own.push_back(cell.child("w:tcPr").child("w:tcW").attribute("w:w").as_int() / span);
    }
    if (own.size() > widths.size()) widths = own;
  }
  xml_node grid = node.child("w:tblGrid");
  grid.remove_children();
  for (const int width : widths) grid.append_child("w:gridCol").append_attribute("w:w").set_value(width);
}

// Copies repeat the ids of what they copy; Word wants them unique in a document.
struct UniqueIds : pugi::xml_tree_walker {
  int drawing = 0;
  std::vector<xml_node> doomed;
  std::vector<std::string> bookmarks;
  std::vector<std::string> dropped;

  bool for_each(xml_node& node) override {
    node.remove_attribute(tags::kPlace);
    node.remove_attribute(tags::kAround);
    node.remove_attribute(tags::kTag);
    node.remove_attribute("w14:paraId");
    node.remove_attribute("w14:textId");
    if (tags::is_named(node, "wp:docPr")) node.attribute("id").set_value(++drawing);
    if (tags::is_named(node, "w:bookmarkStart")) {
      const std::string name = node.attribute("w:name").value();
      if (std::find(bookmarks.begin(), bookmarks.end(), name) != bookmarks.end()) {
        doomed.push_back(node);
      } else {
        bookmarks.push_back(name);
      }
    }
    return true;
  }
};

// Bookmark ends whose start was a copy go with it: each id keeps one start and the first end behind it.
void drop_repeated_ends(xml_node root, std::vector<std::string>& seen, std::vector<xml_node>& doomed) {
  for (const auto child : root.children()) {
    if (tags::is_named(child, "w:bookmarkEnd")) {
      const std::string id = child.attribute("w:id").value();
      if (std::find(seen.begin(), seen.end(), id) != seen.end()) {
        doomed.push_back(child);
      } else {
        seen.push_back(id);
      }
    }
    drop_repeated_ends(child, seen, doomed);
  }
}

}  // namespace

void finish_part(pugi::xml_document& document) {
  const xml_node root = document.document_element();
  mend(root);
  UniqueIds ids;
  document.traverse(ids);
  std::vector<std::string> ends;
  drop_repeated_ends(root, ends, ids.doomed);
  for (const auto node : ids.doomed) node.parent().remove_child(node);
}

}  // namespace bihuan::report

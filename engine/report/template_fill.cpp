// Filling a prepared document part from data, and looking at it with sample data (check).
#include <algorithm>
#include <boost/json.hpp>
#include <sstream>

#include "engine/base/catalogue.h"
#include "engine/report/period.h"
#include "engine/report/template.h"
#include "engine/report/template_tags.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;
using pugi::xml_node;
using tags::Kind;
using tags::Tag;

// The items of the loops around a tag, innermost last; item numbers for {{序号}}.
struct Scope {
  std::vector<const json::object*> objects;
  std::vector<std::size_t> numbers;
};

const json::value* member(const json::object& object, std::string_view path) {
  if (const auto* whole = object.if_contains(path)) return whole;
  const auto dot = path.find('.');
  if (dot == std::string_view::npos) return nullptr;
  const auto* first = object.if_contains(path.substr(0, dot));
  return first != nullptr && first->is_object() ? member(first->get_object(), path.substr(dot + 1)) : nullptr;
}

const json::value* lookup(const Scope& scope, std::string_view name) {
  for (auto object = scope.objects.rbegin(); object != scope.objects.rend(); ++object) {
    if (const auto* found = member(**object, name)) return found;
  }
  return nullptr;
}

std::string plain(const json::value& value) {
  switch (value.kind()) {
    case json::kind::string:
      return std::string(value.get_string());
    case json::kind::int64:
      return std::to_string(value.get_int64());
    case json::kind::uint64:
      return std::to_string(value.get_uint64());
    case json::kind::double_:
      return number_text(value.get_double());
    case json::kind::bool_:
      return value.get_bool() ? "是" : "否";
    default:
      return {};
  }
}

bool holds(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return false;
    case json::kind::bool_:
      return value.get_bool();
    case json::kind::string:
      return !value.get_string().empty();
    case json::kind::array:
      return !value.get_array().empty();
    case json::kind::int64:
      return value.get_int64() != 0;
    default:
      return true;
  }
}

// A condition: [非] name, or name = text, name ≠ text.
struct Condition {
  std::string name;
  bool negated = false;
  bool compares = false;
  std::string text;
};

Condition parse_condition(std::string_view text) {
  Condition out;
  const auto cut = [](std::string_view part) {
    while (!part.empty() && (part.front() == ' ' || part.front() == '"' || part.front() == '\'')) part.remove_prefix(1);
    while (!part.empty() && (part.back() == ' ' || part.back() == '"' || part.back() == '\'')) part.remove_suffix(1);
    return std::string(part);
  };
  static constexpr std::array<std::pair<std::string_view, bool>, 5> operators = {
      {{"!=", true}, {"≠", true}, {"==", false}, {"＝", false}, {"=", false}}};
  for (const auto& [sign, negated] : operators) {
    const auto at = text.find(sign);
    if (at == std::string_view::npos) continue;
    return {cut(text.substr(0, at)), negated, true, cut(text.substr(at + sign.size()))};
  }
  for (const std::string_view no : {"非 ", "not ", "!", "非"}) {
    if (text.starts_with(no)) {
      out.negated = true;
      text.remove_prefix(no.size());
      break;
    }
  }
  out.name = cut(text);
  return out;
}

class Filler {
 public:
  Filler(const TemplateInput& input, bool checking, std::vector<TemplateProblem>& problems)
      : input_(input), checking_(checking), problems_(problems) {}

  void run(Package& package, const std::string& part);

 private:
  void children(xml_node parent, Scope& scope);
  xml_node block(xml_node open, const Tag& tag, Scope& scope);
  void repeat(xml_node open, xml_node close, const Tag& tag, Scope& scope);
  void choose(xml_node open, xml_node otherwise, xml_node close, const Tag& tag, Scope& scope);
  void copy_between(xml_node first, xml_node last, xml_node before, Scope& scope);
  void value(xml_node run, Scope& scope);
  void show(xml_node run, const std::string& text);
  void chart(xml_node run, const Tag& tag);
  bool truth(const std::string& text, const Scope& scope, xml_node at);
  std::string filtered(std::string text, const std::vector<std::string>& filters, xml_node at);
  void apply_cell(xml_node from, xml_node to, const json::object& item, std::size_t columns);
  void problem(std::string_view code, std::string_view tag, xml_node at) {
    problems_.push_back({std::string(code), {{"tag", std::string(tag)}}, tags::place_of(at, part_)});
  }

  const TemplateInput& input_;
  bool checking_;
  std::vector<TemplateProblem>& problems_;
  std::string part_;
  Package* package_ = nullptr;
  pugi::xml_document document_;
  int drawings_ = 0;
  static constexpr int kFirstDrawing = 9000;
};

// Walks the siblings; a control that opens is answered with its whole block.
void Filler::children(xml_node parent, Scope& scope) {
  for (xml_node node = parent.first_child(); node;) {
    const xml_node next = node.next_sibling();
    if (tags::is_named(node, tags::kControl)) {
      const Tag tag = tags::parse_tag(node.attribute(tags::kTag).value());
      if (tags::opens(tag.kind)) {
        node = block(node, tag, scope);
        continue;
      }
      problem("template_unopened", node.attribute(tags::kTag).value(), node);
      parent.remove_child(node);
    } else if (node.attribute(tags::kTag)) {
      value(node, scope);
    } else {
      children(node, scope);
    }
    node = next;
  }
}

// Handles [open .. close] among siblings; answers the node behind it.
xml_node Filler::block(xml_node open, const Tag& tag, Scope& scope) {
  xml_node otherwise;
  xml_node close;
  std::vector<Kind> waiting = {tag.kind};
  for (xml_node node = open.next_sibling(); node; node = node.next_sibling()) {
    if (!tags::is_named(node, tags::kControl)) continue;
    const Kind kind = tags::parse_tag(node.attribute(tags::kTag).value()).kind;
    if (tags::opens(kind)) waiting.push_back(kind);
    if (kind == Kind::otherwise && waiting.size() == 1) otherwise = node;
    if (!tags::closes(kind)) continue;
    if (!tags::matches(waiting.back(), kind)) {
      problem("template_crossed", node.attribute(tags::kTag).value(), node);
    }
    waiting.pop_back();
    if (waiting.empty()) {
      close = node;
      break;
    }
  }
  if (!close) {
    problem("template_unclosed", open.attribute(tags::kTag).value(), open);
    const xml_node next = open.next_sibling();
    open.parent().remove_child(open);
    return next;
  }
  const xml_node after = close.next_sibling();
  if (tag.kind == Kind::condition) {
    choose(open, otherwise, close, tag, scope);
  } else {
    repeat(open, close, tag, scope);
  }
  for (xml_node node = open; node != after;) {
    const xml_node next = node.next_sibling();
    node.parent().remove_child(node);
    node = next;
  }
  return after;
}

// Copies the nodes behind `first` up to `last` (neither included) and fills the copies; they stand before `before`.
void Filler::copy_between(xml_node first, xml_node last, xml_node before, Scope& scope) {
  xml_node box = document_.append_child("bihuan-box");
  box.append_attribute(tags::kPlace).set_value(first.attribute(tags::kPlace).value());
  for (xml_node node = first.next_sibling(); node != last; node = node.next_sibling()) box.append_copy(node);
  children(box, scope);
  while (box.first_child()) before.parent().insert_move_before(box.first_child(), before);
  document_.remove_child(box);
}

void Filler::apply_cell(xml_node from, xml_node to, const json::object& item, std::size_t columns) {
  for (xml_node cell = from; cell && cell != to; cell = cell.next_sibling()) {
    if (!tags::is_named(cell, "w:tc")) continue;
    xml_node properties = cell.child("w:tcPr");
    if (!properties) properties = cell.prepend_child("w:tcPr");
    const auto* span = item.if_contains("$span");
    const int columns_spanned = span != nullptr && span->is_int64() ? static_cast<int>(span->get_int64()) : 1;
    xml_node width = properties.child("w:tcW");
    if (!width) width = properties.prepend_child("w:tcW");
    width.attribute("w:w") ? width.attribute("w:w").set_value(width.attribute("w:w").as_int() * columns_spanned /
                                                              static_cast<int>(columns))
                           : width.append_attribute("w:w").set_value(600);
    if (!width.attribute("w:type")) width.append_attribute("w:type").set_value("dxa");
    xml_node behind = width;  // order of children: tcW, gridSpan, hMerge, vMerge, ...
    if (columns_spanned > 1) {
      behind = properties.insert_child_after("w:gridSpan", behind);
      behind.append_attribute("w:val").set_value(columns_spanned);
    }
    if (const auto* merge = item.if_contains("$merge");
        merge != nullptr && merge->is_string() && !merge->get_string().empty()) {
      properties.insert_child_after("w:vMerge", behind)
          .append_attribute("w:val")
          .set_value(merge->get_string().c_str());
    }
  }
}

void Filler::repeat(xml_node open, xml_node close, const Tag& tag, Scope& scope) {
  const auto* list = lookup(scope, tag.subject);
  if (list == nullptr) return problem("template_name_unknown", tag.subject, open);
  if (!list->is_array()) return problem("template_no_list", tag.subject, open);
  std::size_t columns = 0;
  for (const auto& item : list->get_array()) {
    const auto* span = item.is_object() ? item.get_object().if_contains("$span") : nullptr;
    columns += span != nullptr && span->is_int64() ? static_cast<std::size_t>(span->get_int64()) : 1;
  }
  std::size_t number = 0;
  for (const auto& item : list->get_array()) {
    json::object holder;
    if (!item.is_object()) holder["项"] = item;
    scope.objects.push_back(item.is_object() ? &item.get_object() : &holder);
    scope.numbers.push_back(++number);
    const xml_node before_copy = open.previous_sibling();
    copy_between(open, close, open, scope);
    if (tag.kind == Kind::each_column) {
      apply_cell(before_copy ? before_copy.next_sibling() : open.parent().first_child(), open, *scope.objects.back(),
                 std::max<std::size_t>(columns, 1));
    }
    scope.objects.pop_back();
    scope.numbers.pop_back();
    if (checking_) break;
  }
}

bool Filler::truth(const std::string& text, const Scope& scope, xml_node at) {
  const Condition condition = parse_condition(text);
  const auto* value = lookup(scope, condition.name);
  if (value == nullptr) {
    problem("template_name_unknown", condition.name, at);
    return false;
  }
  const bool true_so = condition.compares ? plain(*value) == condition.text : holds(*value);
  return true_so != condition.negated;
}

void Filler::choose(xml_node open, xml_node otherwise, xml_node close, const Tag& tag, Scope& scope) {
  const bool yes = truth(tag.subject, scope, open);
  const xml_node end_of_yes = otherwise ? otherwise : close;
  if (yes || checking_) copy_between(open, end_of_yes, open, scope);
  if (otherwise && (!yes || checking_)) copy_between(otherwise, close, open, scope);
}

std::string Filler::filtered(std::string text, const std::vector<std::string>& filters, xml_node at) {
  for (const auto& filter : filters) {
    const auto day = parse_day(text);
    if (filter == "日期" || filter == "date") {
      if (day) text = chinese_day(*day);
    } else if (filter == "大写日期" || filter == "chinese-date") {
      if (day) text = chinese_capital_day(*day);
    } else if (filter == "年份" || filter == "year") {
      if (day) text = text.substr(0, 4);
    } else if (filter == "月份" || filter == "month") {
      if (day) text = std::to_string(std::stoi(text.substr(5, 2)));
    } else {
      problem("template_filter_unknown", filter, at);
    }
  }
  return text;
}

void Filler::value(xml_node run, Scope& scope) {
  const Tag tag = tags::parse_tag(run.attribute(tags::kTag).value());
  run.remove_attribute(tags::kTag);
  if (tag.kind == Kind::chart) return chart(run, tag);
  const auto* found = lookup(scope, tag.subject);
  if (found == nullptr && (tag.subject == "序号" || tag.subject == "number") && !scope.numbers.empty()) {
    return show(run, std::to_string(scope.numbers.back()));
  }
  if (found == nullptr) {
    problem("template_name_unknown", tag.subject, run);
    return show(run, "");
  }
  show(run, filtered(plain(*found), tag.filters, run));
}

// Text with line breaks becomes text, break, text in the same run.
void Filler::show(xml_node run, const std::string& text) {
  xml_node node = run.child("w:t");
  std::string clean;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') clean += c;
  }
  std::size_t from = 0;
  while (true) {
    const auto end = clean.find('\n', from);
    node.text().set(clean.substr(from, end - from).c_str());
    if (end == std::string::npos) return;
    run.append_child("w:br");
    node = run.append_child("w:t");
    node.append_attribute("xml:space").set_value("preserve");
    from = end + 1;
  }
}

void Filler::chart(xml_node run, const Tag& tag) {
  std::string name = tag.subject;
  const auto found =
      std::find_if(input_.charts.begin(), input_.charts.end(), [&](const Chart& c) { return c.id == name; });
  if (found == input_.charts.end()) return problem("template_name_unknown", name, run);
  if (part_ != "word/document.xml") return problem("template_chart_place", name, run);
  if (checking_) return;
  ++drawings_;
  const std::string relation = add_chart(*package_, *found, drawings_, part_);
  run.remove_child("w:t");
  run.append_buffer(chart_drawing(*found, relation, kFirstDrawing + drawings_).c_str(),
                    chart_drawing(*found, relation, kFirstDrawing + drawings_).size());
}

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

void Filler::run(Package& package, const std::string& part) {
  part_ = part;
  package_ = &package;
  std::string& bytes = package.parts[part];
  if (!document_.load_buffer(bytes.data(), bytes.size(),
                             pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_declaration)) {
    problems_.push_back({"template_part_broken", {{"tag", part}}, {part, 0, 0, 0, 0}});
    return;
  }
  const xml_node root = document_.document_element();
  tags::prepare(root, part, problems_);
  Scope scope;
  scope.objects.push_back(&input_.data);
  children(root, scope);
  mend(root);
  UniqueIds ids;
  document_.traverse(ids);
  std::vector<std::string> ends;
  drop_repeated_ends(root, ends, ids.doomed);
  for (const auto node : ids.doomed) node.parent().remove_child(node);
  std::ostringstream out;
  document_.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  bytes = out.str();
}

bool holds_text(const std::string& part) {
  if (part == "word/document.xml") return true;
  return (part.starts_with("word/header") || part.starts_with("word/footer")) && part.ends_with(".xml");
}

TemplateOutcome process(const Package& package, const TemplateInput& input, bool checking) {
  TemplateOutcome outcome;
  outcome.document = package;
  std::vector<std::string> parts;
  for (const auto& [name, bytes] : package.parts) {
    if (holds_text(name)) parts.push_back(name);
  }
  for (const auto& part : parts) Filler(input, checking, outcome.problems).run(outcome.document, part);
  if (package.find("word/document.xml") == nullptr)
    outcome.problems.push_back({"template_part_broken", {{"tag", "word/document.xml"}}, {}});
  if (!outcome.problems.empty()) outcome.document = {};
  return outcome;
}

}  // namespace

std::string TemplatePlace::text(std::string_view language) const {
  const MessageArguments arguments = {{"part", part},
                                      {"paragraph", std::to_string(paragraph)},
                                      {"table", std::to_string(table)},
                                      {"row", std::to_string(row)},
                                      {"cell", std::to_string(cell)}};
  const std::string kind = part == "word/document.xml" ? "body" : part.starts_with("word/header") ? "header" : "footer";
  return bihuan::text(language, "template_place_" + kind + (table > 0 ? "_table" : ""), arguments);
}

std::string TemplateProblem::message(std::string_view language) const {
  return bihuan::text(language, code, arguments);
}

TemplateOutcome fill_template(const Package& package, const TemplateInput& input) {
  return process(package, input, false);
}

std::size_t count_placeholders(const Package& package) {
  std::size_t count = 0;
  for (const auto& [name, bytes] : package.parts) {
    if (!holds_text(name)) continue;
    pugi::xml_document document;
    if (!document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata)) continue;
    std::string text;
    for (const auto& found : document.select_nodes("//w:t")) text += found.node().text().get();
    for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) ++count;
  }
  return count;
}

std::vector<TemplateProblem> check_template(const Package& package, const TemplateInput& sample) {
  return process(package, sample, true).problems;
}

}  // namespace bihuan::report

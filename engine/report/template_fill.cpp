// Filling a prepared document part from data, and looking at it with sample data (check).
#include <algorithm>
#include <boost/json.hpp>
#include <sstream>

#include "engine/report/period.h"
#include "engine/report/template_parts.h"
#include "engine/report/template_tags.h"
#include "engine/report/template_values.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;
using pugi::xml_node;
using tags::Kind;
using tags::Tag;

class Filler {
 public:
  Filler(const TemplateInput& input, bool checking, std::vector<TemplateProblem>& problems)
      : input_(input), checking_(checking), problems_(problems) {}

  void run(Package& package, const std::string& part);

 private:
  void children(xml_node parent, TemplateScope& scope);
  xml_node block(xml_node open, const Tag& tag, TemplateScope& scope);
  void repeat(xml_node open, xml_node close, const Tag& tag, TemplateScope& scope);
  void choose(xml_node open, xml_node otherwise, xml_node close, const Tag& tag, TemplateScope& scope);
  void copy_between(xml_node first, xml_node last, xml_node before, TemplateScope& scope);
  void value(xml_node run, TemplateScope& scope);
  void show(xml_node run, const std::string& text);
  void chart(xml_node run, const Tag& tag);
  bool truth(const std::string& text, const TemplateScope& scope, xml_node at);
  std::string filtered(std::string text, const std::vector<std::string>& filters, xml_node at);
  void apply_cell(xml_node from, xml_node to, const json::object& item, std::size_t columns);
  void problem(std::string_view code, std::string_view tag, xml_node at) {
    problems_.push_back({std::string(code), {{"tag", std::string(tag)}}, tags::place_of(at, part_), "", {}});
  }
  void unknown(const std::string& name, const TemplateScope& scope, xml_node at);
  void find_single_braces(xml_node node, const TemplateScope& scope);

  const TemplateInput& input_;
  bool checking_;
  std::vector<TemplateProblem>& problems_;
  std::string part_;
  Package* package_ = nullptr;
  pugi::xml_document document_;
  int drawings_ = 0;
  static constexpr int kFirstDrawing = 9000;
};

// A name that is not there, with what was probably meant.
void Filler::unknown(const std::string& name, const TemplateScope& scope, xml_node at) {
  if (name.empty()) return problem("template_tag_empty", name, at);
  problem("template_name_unknown", name, at);
  TemplateProblem& told = problems_.back();
  for (const std::string_view word : {"每个", "每列", "如果", "each", "if "}) {
    if (!name.starts_with(word)) continue;
    told.advice = "template_advice_sign";
    told.advised = {{"tag", name}};
    return;
  }
  if (const std::string list = list_with(scope, name); !list.empty()) {
    told.advice = "template_advice_list";
    told.advised = {{"tag", name}, {"list", list}};
  } else if (const std::string near = similar_name(scope, name); !near.empty()) {
    told.advice = "template_advice_similar";
    told.advised = {{"name", near}};
  }
}

// {名称}: what stands in one pair of braces would go out as it is; when it is a name of ours, two were meant.
void Filler::find_single_braces(xml_node node, const TemplateScope& scope) {
  for (const auto child : node.children()) find_single_braces(child, scope);
  if (!tags::is_named(node, "w:p")) return;
  const std::string text = tags::text_of(node);
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const auto close = text.find_first_of("{}", open + 1);
    if (close == std::string::npos) return;
    const bool lone = text[close] == '}' && (open == 0 || text[open - 1] != '{') && text.compare(close, 2, "}}") != 0;
    const std::string inside = text.substr(open + 1, close - open - 1);
    if (lone && lookup(scope, tags::parse_tag(inside).subject) != nullptr)
      problem("template_single_brace", inside, node);
  }
}

// Walks the siblings; a control that opens is answered with its whole block.
void Filler::children(xml_node parent, TemplateScope& scope) {
  const std::size_t loops = scope.objects.size();
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
  scope.objects.resize(loops);
}

// Handles [open .. close] among siblings; answers the node behind it.
xml_node Filler::block(xml_node open, const Tag& tag, TemplateScope& scope) {
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
    // Its names are no mistakes of their own.
    const auto* list = tag.kind == Kind::condition ? nullptr : lookup(scope, tag.subject);
    if (list != nullptr && list->is_array() && !list->get_array().empty() && list->get_array().front().is_object())
      scope.objects.push_back(&list->get_array().front().get_object());
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
void Filler::copy_between(xml_node first, xml_node last, xml_node before, TemplateScope& scope) {
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

void Filler::repeat(xml_node open, xml_node close, const Tag& tag, TemplateScope& scope) {
  const auto* list = lookup(scope, tag.subject);
  if (list == nullptr) return unknown(tag.subject, scope, open);
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

bool Filler::truth(const std::string& text, const TemplateScope& scope, xml_node at) {
  const TemplateCondition condition = parse_condition(text);
  const auto* value = lookup(scope, condition.name);
  if (value == nullptr) {
    unknown(condition.name, scope, at);
    return false;
  }
  const bool true_so = condition.compares ? plain(*value) == condition.text : holds(*value);
  return true_so != condition.negated;
}

void Filler::choose(xml_node open, xml_node otherwise, xml_node close, const Tag& tag, TemplateScope& scope) {
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

void Filler::value(xml_node run, TemplateScope& scope) {
  const Tag tag = tags::parse_tag(run.attribute(tags::kTag).value());
  run.remove_attribute(tags::kTag);
  if (tag.kind == Kind::chart) return chart(run, tag);
  const auto* found = lookup(scope, tag.subject);
  if (found == nullptr && (tag.subject == "序号" || tag.subject == "number") && !scope.numbers.empty()) {
    return show(run, std::to_string(scope.numbers.back()));
  }
  if (found == nullptr) {
    unknown(tag.subject, scope, run);
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

void Filler::run(Package& package, const std::string& part) {
  part_ = part;
  package_ = &package;
  std::string& bytes = package.parts[part];
  if (!document_.load_buffer(bytes.data(), bytes.size(),
                             pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_declaration)) {
    problems_.push_back({"template_part_broken", {{"tag", part}}, {part, 0, 0, 0, 0, ""}, "", {}});
    return;
  }
  const xml_node root = document_.document_element();
  TemplateScope scope;
  scope.objects.push_back(&input_.data);
  tags::prepare(root, part, problems_);
  if (checking_) find_single_braces(root, scope);
  children(root, scope);
  finish_part(document_);
  std::ostringstream out;
  document_.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  bytes = out.str();
}

}  // namespace

void fill_part(Package& package, const std::string& part, const TemplateInput& input, bool checking,
               std::vector<TemplateProblem>& problems) {
  Filler(input, checking, problems).run(package, part);
}

}  // namespace bihuan::report

// A circular under a person's hands: its sections, what differs between two, who could be recognised in it.
#include <algorithm>
#include <set>

#include "engine/report/circular.h"

namespace bihuan::report {
namespace {

void compare_tables(const ReportTable& before, const ReportTable& after, std::vector<std::string>& out) {
  const auto key = [](const std::vector<TableCell>& row) { return row.size() > 1 ? row[1].text : std::string(); };
  const std::string place = "附件" + after.id;
  for (const auto& row : after.rows) {
    const auto old = std::find_if(before.rows.begin(), before.rows.end(),
                                  [&](const auto& candidate) { return key(candidate) == key(row); });
    if (old == before.rows.end()) {
      out.push_back(place + "：增加“" + key(row) + "”一行");
      continue;
    }
    for (std::size_t i = 2; i < row.size() && i < after.columns.size(); ++i) {
      const auto column = std::find(before.columns.begin(), before.columns.end(), after.columns[i]);
      const auto at = static_cast<std::size_t>(column - before.columns.begin());
      const std::string was =
          column == before.columns.end() || at >= old->size() ? std::string(kNothing) : (*old)[at].text;
      if (was != row[i].text)
        out.push_back(place + "：“" + key(row) + "”的" + after.columns[i] + "由" + was + "改为" + row[i].text);
    }
  }
  for (const auto& row : before.rows) {
    if (std::none_of(after.rows.begin(), after.rows.end(),
                     [&](const auto& candidate) { return key(candidate) == key(row); })) {
      out.push_back(place + "：删去“" + key(row) + "”一行");
    }
  }
}

}  // namespace

std::vector<Section> sections(const Circular& circular) {
  std::vector<Section> out;
  for (const auto& paragraph : circular.paragraphs) {
    if (paragraph.kind == ParagraphKind::heading) out.push_back({paragraph.text, ""});
    if (out.empty() || paragraph.kind == ParagraphKind::heading || paragraph.kind == ParagraphKind::chart) continue;
    out.back().text += (out.back().text.empty() ? "" : "\n") + paragraph.text;
  }
  return out;
}

bool edit_section(Circular& circular, std::size_t index, const std::string& text) {
  std::vector<Paragraph> out;
  std::vector<Paragraph> charts;
  std::size_t section = 0;
  bool found = false;
  const auto leave = [&] {
    out.insert(out.end(), charts.begin(), charts.end());
    charts.clear();
  };
  for (const auto& paragraph : circular.paragraphs) {
    if (paragraph.kind == ParagraphKind::heading) {
      leave();
      out.push_back(paragraph);
      if (section++ != index) continue;
      found = true;
      std::string_view rest = text;
      while (!rest.empty()) {
        const auto end = rest.find('\n');
        if (end != 0) out.push_back({ParagraphKind::text, std::string(rest.substr(0, end))});
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      }
      continue;
    }
    const bool edited = found && section == index + 1;
    if (!edited) {
      out.push_back(paragraph);
    } else if (paragraph.kind == ParagraphKind::chart) {
      charts.push_back(paragraph);
    }
  }
  leave();
  if (found) circular.paragraphs = std::move(out);
  return found;
}

std::vector<std::string> differences(const Circular& before, const Circular& after) {
  std::vector<std::string> out;
  std::multiset<std::string> old;
  for (const auto& one : before.paragraphs) old.insert(one.text);
  std::vector<std::string> added;
  for (const auto& one : after.paragraphs) {
    if (const auto found = old.find(one.text); found != old.end()) {
      old.erase(found);
    } else {
      added.push_back(one.text);
    }
  }
  for (const auto& text : old) out.push_back("正文删去：" + text);
  for (const auto& text : added) out.push_back("正文增加：" + text);
  for (std::size_t i = 0; i < std::min(before.tables.size(), after.tables.size()); ++i)
    compare_tables(before.tables[i], after.tables[i], out);
  if (before.rules_hash != after.rules_hash)
    out.push_back("统计口径由版本" + before.rules_version + "改为版本" + after.rules_version);
  return out;
}

std::vector<Paragraph> shown_paragraphs(const Circular& circular) {
  std::vector<Paragraph> out = circular.paragraphs;
  if (circular.changes.empty()) return out;
  const auto sections =
      std::count_if(out.begin(), out.end(), [](const Paragraph& one) { return one.kind == ParagraphKind::heading; });
  out.push_back({ParagraphKind::heading, chinese_number(static_cast<unsigned>(sections + 1)) + "、修订说明"});
  out.push_back({ParagraphKind::text, "本通报为第" + chinese_number(static_cast<unsigned>(circular.options.revision)) +
                                          "次修订，替代此前印发的同文号通报。与上一版相比，变动如下："});
  int no = 0;
  for (const auto& change : circular.changes)
    out.push_back({ParagraphKind::text, std::to_string(++no) + "." + change + "。"});
  return out;
}

std::vector<std::string> recognisable(const Circular& circular) {
  std::vector<std::string> out;
  const auto look = [&](const std::string& text) {
    if (without_identities(text) != text) out.push_back(text);
  };
  for (const auto& paragraph : circular.paragraphs) look(paragraph.text);
  return out;
}

}  // namespace bihuan::report

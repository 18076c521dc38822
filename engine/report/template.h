// Document templates: .docx files with placeholders that a person edits in Word or WPS, filled from data.
//
//   {{名称}} {{a.b}} {{日期|大写日期}}         a value; filters: 日期 (2022年6月1日), 大写日期 (二〇二二年六月一日),
//   年份 (2022), 月份 (6)
//   {{#每个 列表}} … {{/每个}}                  once per item; in paragraphs of their own, or around the cells of a
//   table row
//   {{#每列 列表}} … {{/每列}}                  within one table cell: the column once per item
//   {{#如果 名称}} … {{#否则}} … {{/如果}}       also: 非 名称, 名称 = 文字, 名称 ≠ 文字
//   {{图 名称}}                                 a native chart
//
// English words serve too: each, each-column, if, else, not, chart, date, and the signs ＃ ／ ｜ of a Chinese keyboard.
// A tag may be cut into several runs by the editor. Pure. Wrong tags are reported all at once, each with its place;
// nothing is filled then.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/report/chart.h"
#include "engine/report/package.h"

namespace bihuan::report {

// Where in a document: the part, its paragraph (from 1), and the table, row and cell it stands in (0 = in no table).
struct TemplatePlace {
  std::string part;
  int paragraph = 0;
  int table = 0;
  int row = 0;
  int cell = 0;

  std::string around;  // how the paragraph begins: nobody counts paragraphs

  [[nodiscard]] std::string text(std::string_view language) const;  // "正文第12段(表2第3行第1格)"
};

// Codes: template_tag_open (no closing braces), template_tag_empty, template_full_width, template_single_brace,
// template_name_unknown, template_filter_unknown, template_unclosed, template_unopened, template_crossed,
// template_chart_place, template_no_list, template_part_broken.
struct TemplateProblem {
  std::string code;
  MessageArguments arguments;
  TemplatePlace place;
  std::string advice;             // key of a sentence that knows more than the hint of the code; may be empty
  MessageArguments advised = {};  // its arguments

  [[nodiscard]] std::string message(std::string_view language) const;
  [[nodiscard]] std::string hint(std::string_view language) const;
};

// A table cell's item may carry "$span": n (columns it spans) and "$merge": "restart" or "continue".
struct TemplateInput {
  boost::json::object data;
  std::vector<Chart> charts;
};

struct TemplateOutcome {
  Package document;  // filled; empty when there are problems
  std::vector<TemplateProblem> problems;
};

[[nodiscard]] TemplateOutcome fill_template(const Package& package, const TemplateInput& input);

// Finds every wrong tag: `sample` holds all names the document may use; both sides of each condition are looked at.
[[nodiscard]] std::vector<TemplateProblem> check_template(const Package& package, const TemplateInput& sample);

// How many tags the document has.
[[nodiscard]] std::size_t count_placeholders(const Package& package);

}  // namespace bihuan::report

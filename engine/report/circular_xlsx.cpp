// The circular's tables as a workbook: totals and rates as formulas with their values, the counted cases as lists,
// native charts. Text is always written as text, whatever it begins with.
#include <fmt/format.h>
#include <xlsxwriter.h>

#include <memory>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/report/circular.h"

namespace bihuan::report {
namespace {

struct Formats {
  lxw_format* title = nullptr;
  lxw_format* head = nullptr;
  lxw_format* text = nullptr;
  lxw_format* number = nullptr;
  lxw_format* rate = nullptr;
  lxw_format* note = nullptr;
  lxw_format* link = nullptr;
  lxw_format* rate_link = nullptr;
};

class Workbook {
 public:
  Workbook(const Circular& circular, const std::string& path) : c_(circular), book_(workbook_new(path.c_str())) {
    if (book_ == nullptr) throw std::runtime_error("cannot write " + path);
  }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  void write() {
    properties();
    make_formats();
    static constexpr const char* names[] = {"表1 单位", "表2 类型", "表3 点位", "表4 超期"};
    std::vector<lxw_worksheet*> sheets;
    for (const char* name : names) sheets.push_back(workbook_add_worksheet(book_, name));
    list_ = workbook_add_worksheet(book_, "清单");
    charts_ = workbook_add_worksheet(book_, "图");
    about_ = workbook_add_worksheet(book_, "口径");
    write_lists();
    for (std::size_t i = 0; i < sheets.size(); ++i) write_table(sheets[i], c_.tables[i]);
    write_charts();
    write_about();
    if (workbook_close(book_) != LXW_NO_ERROR) throw std::runtime_error("cannot write the workbook");
  }

 private:
  void properties() {
    lxw_doc_properties properties{};
    std::string title = one_line(c_.options.title);
    std::string author = c_.options.office;
    properties.title = title.data();
    properties.author = author.data();
    properties.created = static_cast<time_t>(c_.options.issued->time_since_epoch().count()) * 86400;
    workbook_set_properties(book_, &properties);
  }

  lxw_format* format(const char* font, double size, bool border, lxw_format_alignments align) {
    lxw_format* out = workbook_add_format(book_);
    format_set_font_name(out, font);
    format_set_font_size(out, size);
    if (border) format_set_border(out, LXW_BORDER_THIN);
    format_set_align(out, static_cast<uint8_t>(align));
    format_set_align(out, LXW_ALIGN_VERTICAL_CENTER);
    return out;
  }

  void make_formats() {
    f_.title = format("黑体", 16, false, LXW_ALIGN_CENTER);
    f_.head = format("黑体", 10, true, LXW_ALIGN_CENTER);
    format_set_text_wrap(f_.head);
    f_.text = format("仿宋_GB2312", 11, true, LXW_ALIGN_CENTER);
    f_.number = format("仿宋_GB2312", 11, true, LXW_ALIGN_CENTER);
    format_set_num_format(f_.number, "General");
    f_.rate = format("仿宋_GB2312", 11, true, LXW_ALIGN_CENTER);
    const int decimals = decimals_of();
    format_set_num_format(f_.rate,
                          decimals == 0 ? "0" : ("0." + std::string(static_cast<std::size_t>(decimals), '0')).c_str());
    f_.note = format("仿宋_GB2312", 10, false, LXW_ALIGN_LEFT);
    format_set_text_wrap(f_.note);
    f_.link = format("仿宋_GB2312", 11, true, LXW_ALIGN_CENTER);
    f_.rate_link = format("仿宋_GB2312", 11, true, LXW_ALIGN_CENTER);
    format_set_num_format(f_.rate_link, f_.rate->num_format);
    for (auto* linked : {f_.link, f_.rate_link}) format_set_font_color(linked, 0x1F4E79);
  }

  // How many decimals the rates of table 1 were printed with.
  int decimals_of() const {
    for (const auto& row : c_.tables[0].rows) {
      for (const std::size_t column : {4, 6, 8, 13, 14, 15, 16}) {
        if (!row[column].value) continue;
        const auto point = row[column].text.find('.');
        return point == std::string::npos ? 0 : static_cast<int>(row[column].text.size() - point - 1);
      }
    }
    return 1;
  }

  void text(lxw_worksheet* sheet, std::uint32_t row, std::size_t column, const std::string& value, lxw_format* with) {
    worksheet_write_string(sheet, row, static_cast<lxw_col_t>(column), value.c_str(), with);
  }

  static std::string name(std::uint32_t row, std::size_t column) {
    std::string letters;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
      letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters + std::to_string(row + 1);
  }

  static bool is_rate(const ReportTable& table, std::size_t column) {
    return table.id == "1" && table.columns[column].find("（%）") != std::string::npos;
  }

  // The formula of a figure that follows from others in its row or column; empty when it is counted from cases.
  std::string formula(const ReportTable& table, std::uint32_t row, std::size_t column, std::uint32_t first,
                      bool total) const {
    const auto change = [&](std::size_t now, std::size_t before) {
      return fmt::format("=IF({1}=0,\"—\",ROUND(({0}-{1})/{1}*100,{2}))", name(row, now), name(row, before),
                         decimals_of());
    };
    if (table.id == "1" && column == 4) return change(2, 3);
    if (table.id == "1" && column == 6) return change(2, 5);
    if (table.id == "1" && column == 13)
      return fmt::format("=IF({1}=0,\"—\",ROUND({0}/{1}*100,{2}))", name(row, 12), name(row, 2), decimals_of());
    static const std::set<std::size_t> summed = {2, 3, 5, 7, 11, 12, 17, 18};
    const bool sums = table.id == "2" ? column >= 2 : summed.contains(column);
    if (total && sums && row > first) return fmt::format("=SUM({}:{})", name(first, column), name(row - 1, column));
    return {};
  }

  void write_cell(lxw_worksheet* sheet, const ReportTable& table, std::uint32_t row, std::size_t column,
                  const TableCell& cell, std::uint32_t first, bool total) {
    const auto at = static_cast<lxw_col_t>(column);
    lxw_format* with = is_rate(table, column) ? f_.rate : cell.value ? f_.number : f_.text;
    link(sheet, row, at, cell);
    if (const std::string how = formula(table, row, column, first, total); !how.empty()) {
      // Sums of shares printed with two decimals could differ from the exact total: the cached value is the exact one.
      if (cell.value) {
        worksheet_write_formula_num(sheet, row, at, how.c_str(), with, *cell.value);
      } else {
        worksheet_write_formula_str(sheet, row, at, how.c_str(), with, cell.text.c_str());
      }
      return;
    }
    if (cell.value) {
      worksheet_write_number(sheet, row, at, *cell.value,
                             !cell.drill       ? with
                             : with == f_.rate ? f_.rate_link
                                               : f_.link);
    } else {
      text(sheet, row, column, cell.text, f_.text);
    }
  }

  // A figure opens the first row of its cases.
  void link(lxw_worksheet* sheet, std::uint32_t row, lxw_col_t column, const TableCell& cell) {
    if (!cell.drill) return;
    for (const auto& [query, first] : first_rows_) {
      if (query != *cell.drill) continue;
      worksheet_write_url(sheet, row, column, fmt::format("internal:'清单'!A{}", first + 1).c_str(), f_.link);
      return;
    }
  }

  void write_table(lxw_worksheet* sheet, const ReportTable& table) {
    const auto last = static_cast<lxw_col_t>(table.columns.size() - 1);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_set_row(sheet, 0, 28, nullptr);
    worksheet_merge_range(sheet, 0, 0, 0, last, table.title.c_str(), f_.title);
    worksheet_set_row(sheet, 1, 34, nullptr);
    for (std::size_t i = 0; i < table.columns.size(); ++i) text(sheet, 1, i, table.columns[i], f_.head);
    worksheet_set_column(sheet, 0, 0, 5, nullptr);
    worksheet_set_column(sheet, 1, 1, table.id == "3" ? 30 : table.id == "4" ? 24 : 12, nullptr);
    worksheet_set_column(sheet, 2, last, table.id == "4" ? 16 : 9.5, nullptr);
    worksheet_freeze_panes(sheet, 2, 2);
    worksheet_repeat_rows(sheet, 0, 1);
    std::uint32_t row = 2;
    for (std::size_t i = 0; i < table.rows.size(); ++i, ++row) {
      const bool total = table.has_total && i + 1 == table.rows.size();
      for (std::size_t column = 0; column < table.rows[i].size(); ++column)
        write_cell(sheet, table, row, column, table.rows[i][column], 2, total);
    }
    if (!table.note.empty()) {
      worksheet_set_row(sheet, row, 30, nullptr);
      worksheet_merge_range(sheet, row, 0, row, last, table.note.c_str(), f_.note);
    }
  }

  // Figure after figure, a row for each case behind it, so that the cases of a figure stand together.
  void write_lists() {
    static constexpr const char* heads[] = {"数字",     "计数",     "信访件编号", "事项", "单位",
                                            "类型",     "来源渠道", "来源",       "行业", "承办部门",
                                            "收到日期", "到期日期", "办结日期",   "重复", "超期"};
    static constexpr double widths[] = {36, 7, 24, 40, 22, 22, 14, 14, 14, 18, 12, 12, 12, 6, 6};
    for (std::size_t i = 0; i < std::size(heads); ++i) {
      text(list_, 0, i, heads[i], f_.head);
      worksheet_set_column(list_, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), widths[i], nullptr);
    }
    worksheet_set_landscape(list_);
    worksheet_set_paper(list_, 9);
    worksheet_fit_to_pages(list_, 1, 0);
    worksheet_repeat_rows(list_, 0, 0);
    worksheet_freeze_panes(list_, 1, 0);
    std::uint32_t row = 1;
    for (const auto& figure : listed_figures(c_)) {
      first_rows_.emplace_back(figure.query, row);
      for (const auto& part : figure.parts) write_case(row++, figure.label, part);
    }
    worksheet_autofilter(list_, 0, 0, row > 1 ? row - 1 : 1, static_cast<lxw_col_t>(std::size(heads) - 1));
  }

  void write_case(std::uint32_t row, const std::string& label, const CountedPart& part) {
    const CountedCase& one = c_.cases[part.at];
    const std::string fields[] = {one.number,
                                  one.title,
                                  one.units,
                                  one.types,
                                  one.channel,
                                  one.source,
                                  one.trade,
                                  one.department,
                                  one.received,
                                  one.due,
                                  one.closed,
                                  one.repeat ? "是" : "",
                                  one.overdue ? "是" : ""};
    text(list_, row, 0, label, f_.text);
    worksheet_write_number(list_, row, 1, approximate({part.parts, kWhole}), f_.number);
    for (std::size_t i = 0; i < std::size(fields); ++i) text(list_, row, i + 2, fields[i], f_.text);
  }

  void write_charts() {
    std::uint32_t row = 0;
    std::uint32_t place = 0;
    for (const auto& chart : c_.charts) {
      const std::uint32_t first = row + 1;
      text(charts_, row, 0, chart.title, f_.head);
      for (std::size_t s = 0; s < chart.series.size(); ++s) text(charts_, row, s + 1, chart.series[s].name, f_.head);
      for (std::size_t i = 0; i < chart.categories.size(); ++i) {
        text(charts_, ++row, 0, chart.categories[i], f_.text);
        for (std::size_t s = 0; s < chart.series.size(); ++s) {
          if (chart.series[s].values[i])
            worksheet_write_number(charts_, row, static_cast<lxw_col_t>(s + 1), *chart.series[s].values[i], f_.number);
        }
      }
      row += 2;
      if (chart.categories.empty()) continue;
      lxw_chart* drawn = workbook_add_chart(book_, chart.kind == ChartKind::line ? LXW_CHART_LINE : LXW_CHART_COLUMN);
      for (std::size_t s = 0; s < chart.series.size(); ++s) {
        lxw_chart_series* series = chart_add_series(drawn, nullptr, nullptr);
        const auto last = static_cast<lxw_row_t>(first + chart.categories.size() - 1);
        const auto column = static_cast<lxw_col_t>(s + 1);
        chart_series_set_categories(series, "图", first, 0, last, 0);
        chart_series_set_values(series, "图", first, column, last, column);
        chart_series_set_name(series, chart.series[s].name.c_str());
        chart_series_set_labels(series);
      }
      chart_title_set_name(drawn, chart.title.c_str());
      lxw_chart_options options{};
      options.x_scale = 1.6;
      options.y_scale = 1.1;
      worksheet_insert_chart_opt(charts_, place, 4, drawn, &options);
      place += 18;
    }
    worksheet_set_column(charts_, 0, 0, 16, nullptr);
  }

  void write_about() {
    const std::string about = c_.figures.empty() ? "清单列有本月收到和超期的信访件；件数很多，其余数字请在系统中查看。"
                                                 : "清单列有表中每个数字所含的信访件，点击数字即可到达。";
    const std::string lines[] = {one_line(c_.options.title),
                                 about,
                                 c_.rules_note,
                                 "口径文件 SHA-256：" + c_.rules_hash,
                                 "数据 SHA-256：" + c_.data_hash,
                                 "文字 SHA-256：" + c_.texts_hash};
    worksheet_set_column(about_, 0, 0, 120, nullptr);
    for (std::uint32_t i = 0; i < std::size(lines); ++i) text(about_, i, 0, lines[i], f_.note);
  }

  const Circular& c_;
  lxw_workbook* book_;
  lxw_worksheet* list_ = nullptr;
  lxw_worksheet* charts_ = nullptr;
  lxw_worksheet* about_ = nullptr;
  Formats f_;
  std::vector<std::pair<DrillQuery, std::uint32_t>> first_rows_;  // where the cases of each figure begin
};

}  // namespace

void write_circular_xlsx(const Circular& circular, const std::string& path) {
  Workbook(circular, path).write();
}

}  // namespace bihuan::report

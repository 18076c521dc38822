// Charts as data, and as native DrawingML chart parts for Word and WPS (with the little workbook behind them, so that
// "edit data" works). Pure; the same chart gives the same bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/report/package.h"

namespace bihuan::report {

enum class ChartKind { column, bar, line };

struct ChartSeries {
  std::string name;
  std::vector<std::optional<double>> values;  // one a category; nothing = a gap
};

struct Chart {
  std::string id;  // "trend"
  std::string title;
  ChartKind kind = ChartKind::column;
  std::vector<std::string> categories;
  std::vector<ChartSeries> series;
  double width_mm = 150;
  double height_mm = 70;
};

// Adds chart number `index` (from 1) to a .docx: its part, relations, workbook and content types. `document_part` is
// the part that shows it ("word/document.xml"). Answers the relation id.
std::string add_chart(Package& package, const Chart& chart, int index, const std::string& document_part);

// The <w:drawing> that shows it inline, to stand in a run.
[[nodiscard]] std::string chart_drawing(const Chart& chart, const std::string& relation_id, int drawing_id);

// The same chart as a self-contained <svg>, for the screen.
[[nodiscard]] std::string chart_svg(const Chart& chart);

// XML text with & < > " escaped and characters that XML forbids left out.
[[nodiscard]] std::string xml_text(std::string_view text);

// A number as XML and JSON write it, the same in every locale.
[[nodiscard]] std::string number_text(double value);

}  // namespace bihuan::report

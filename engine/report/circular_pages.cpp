#include "engine/report/circular_pages.h"

#include <algorithm>
#include <string_view>

namespace bihuan::report {
namespace {

// All lengths in twips, as in workflows/documents/circular and common/word/styles.xml.
constexpr int kLine = 579;
constexpr int kUpright = 22 * kLine;
constexpr int kTurned = 11906 - 1588 - 1474;
constexpr int kRedHead = 1753 + 1000;  // the blank down to 35 mm and the heading itself
constexpr int kRedLine = 200;          // below the number
constexpr int kTableLine = 280;
constexpr int kAnnexHead = 3 * kLine + 120;  // mark, blank line, title
constexpr int kImprint = 1465;               // its box, 930000 EMU
constexpr int kTwipsPerMillimetre = 57;

// How much room letters may take: fonts differ in the width of digits, and programs in how they break lines.
struct Fonts {
  double narrow;   // an ASCII character, in ems
  double line;     // how full a line gets
  double heights;  // of table rows
};
constexpr Fonts kLeast{0.5, 1.02, 1.0};
constexpr Fonts kMost{0.66, 0.965, 1.03};

double ems(std::string_view text, const Fonts& fonts) {
  double sum = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) sum += fonts.narrow;
    if (byte >= 0xC0) sum += 1;  // the first byte of any other character
  }
  return sum;
}

int lines(std::string_view text, double indent, double per_line, const Fonts& fonts) {
  return std::max(1, static_cast<int>((ems(text, fonts) + indent) / (per_line * fonts.line) + 0.999));
}

// Fills pages from the top.
class Pages {
 public:
  explicit Pages(int room) : room_(room) {}

  // What may not be cut goes to the next page when it does not fit.
  void put(int height) {
    if (used_ + height > room_) next();
    used_ += height;
  }
  void lines(int count) {
    for (int i = 0; i < count; ++i) put(kLine);
  }
  [[nodiscard]] bool fits(int height) const { return used_ + height <= room_; }
  void next(int header = 0) {
    ++pages_;
    used_ = header;
  }
  [[nodiscard]] int pages() const { return pages_; }

 private:
  int room_;
  int used_ = 0;
  int pages_ = 1;
};

int text_pages(const Circular& circular, const Fonts& fonts) {
  Pages pages(kUpright);
  const auto& options = circular.options;
  const auto title_lines = std::count(options.title.begin(), options.title.end(), '\n') + 1;
  pages.put(kRedHead + kRedLine);
  pages.lines(6 + static_cast<int>(title_lines) + lines(options.addressee, 1, 28, fonts));
  const auto paragraphs = shown_paragraphs(circular);
  for (const auto& paragraph : paragraphs) {
    if (paragraph.kind == ParagraphKind::chart) {
      const auto chart = std::find_if(circular.charts.begin(), circular.charts.end(),
                                      [&](const Chart& one) { return one.id == paragraph.text; });
      if (chart != circular.charts.end())
        pages.put(static_cast<int>(chart->height_mm * kTwipsPerMillimetre * fonts.heights) + 300);
      continue;
    }
    if (paragraph.kind != ParagraphKind::text && !pages.fits(2 * kLine)) pages.next();  // a heading keeps with its text
    pages.lines(lines(paragraph.text, 2, 28, fonts));
  }
  int closing = 1 + 2 + lines(options.office, 0, 14.5, fonts) + 1;  // blanks, signature, date
  for (const auto& table : circular.tables) closing += lines(table.title, 0, 21, fonts);
  if (!pages.fits(closing * kLine)) {
    pages.next();
    pages.lines(1);  // the end of the text goes with it
  }
  pages.lines(closing);
  return pages.pages();
}

struct Column {
  std::size_t at;
  double width;  // in characters of the table's size
};

int note_height(const std::string& note, double per_line, const Fonts& fonts) {
  return note.empty() ? 0 : lines(note, 0, per_line, fonts) * kTableLine + 40;
}

void put_table(Pages& pages, const ReportTable& table, int head, int row_height, std::vector<Column> columns,
               const Fonts& fonts) {
  pages.put(kAnnexHead + head);
  for (const auto& row : table.rows) {
    int most = 1;
    for (const auto& column : columns) {
      if (column.at < row.size()) most = std::max(most, lines(row[column.at].text, 0, column.width, fonts));
    }
    const int height = static_cast<int>(std::max(row_height, most * kTableLine + 20) * fonts.heights);
    if (!pages.fits(height)) pages.next(head);
    pages.put(height);
  }
}

struct End {
  int pages = 0;
  bool room = false;  // for the imprint at the foot of the last
};

End end_of(const Circular& circular, const Fonts& fonts) {
  End end{text_pages(circular, fonts), false};
  for (std::size_t i = 0; i < 2; ++i) {
    Pages turned(kTurned);
    put_table(turned, circular.tables[i], i == 0 ? 860 : 1000, 360, {{1, 5.3}}, fonts);
    turned.put(note_height(circular.tables[i].note, 63, fonts));
    end.pages += turned.pages();
  }
  Pages places(kUpright);
  put_table(places, circular.tables[2], 520, 420, {{1, 17}, {2, 7.4}, {5, 5.3}}, fonts);
  Pages late(kUpright);
  put_table(late, circular.tables[3], 520, 420, {{1, 13.2}, {2, 9.8}}, fonts);
  late.put(note_height(circular.tables[3].note, 43, fonts) + note_height(circular.rules_note, 43, fonts));
  end.pages += places.pages() + late.pages();
  end.room = late.fits(kImprint + kLine);
  return end;
}

}  // namespace

bool imprint_stands_alone(const Circular& circular) {
  const End least = end_of(circular, kLeast);
  const End most = end_of(circular, kMost);
  const bool certain = least.pages == most.pages && most.room;
  return !certain || most.pages % 2 != 0;
}

}  // namespace bihuan::report

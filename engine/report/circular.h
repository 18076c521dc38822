// The monthly circular: a model (paragraphs, tables, charts) written from Statistics by templates of sentences, to be
// edited, reviewed, issued and rendered. Building is pure: the same rows, rules, texts and options give the same
// circular. Values; share freely.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/report/chart.h"
#include "engine/report/statistics.h"
#include "engine/report/template.h"

namespace bihuan::report {

// The sentences (workflows/documents/circular/texts.yaml). A missing one answers its own name, so that it is seen.
class CircularTexts {
 public:
  [[nodiscard]] static Result<CircularTexts> read(std::string bytes, std::string file);
  [[nodiscard]] static Result<CircularTexts> shipped();
  // Takes from `other` what it does not have.
  void complete_from(const CircularTexts& other);
  [[nodiscard]] std::string operator()(std::string_view key, const MessageArguments& arguments = {}) const;
  [[nodiscard]] const std::string& hash() const { return hash_; }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
  std::string hash_;
};

// A case chosen as typical: written by a person or taken from the suggestions, without anyone who could be recognised.
struct TypicalCase {
  std::string number;  // shown only when not empty
  std::string title;
  std::string unit;
  std::string outcome;
};

struct CircularOptions {
  Month month;
  std::optional<Day> as_of;
  std::vector<std::string> units;  // all units to list, also those without a case
  bool only_these_units = false;
  std::string number;                                            // 奉环信通〔2022〕4号; empty in a draft
  std::optional<Day> issued;                                     // default: the day after the period
  std::string office, banner, scope, title, addressee, copy_to;  // empty: as in the texts
  std::vector<TypicalCase> cases;
  std::vector<std::string> next_steps;  // empty: written from the figures
  int revision = 0;                     // 0 = first issue
};

enum class ParagraphKind { text, heading, subheading, chart };

struct Paragraph {
  ParagraphKind kind = ParagraphKind::text;
  std::string text;  // of a chart: its id
};

// A figure in a table: as printed, its value, and what leads to the cases behind it.
struct TableCell {
  std::string text;
  std::optional<double> value;  // of a number
  std::optional<DrillQuery> drill;
};

struct ReportTable {
  std::string id;  // "1".."4"
  std::string title;
  std::string note;
  std::vector<std::string> columns;
  std::vector<std::vector<TableCell>> rows;  // the last may be the total
  bool has_total = false;
};

// Table 2 has two heading rows: main types spanning their subtypes.
struct TypeHeading {
  std::string main;
  std::vector<std::string> subs;  // empty: one column
};

// A case that a drill-down list shows, or that counts in the month.
struct CountedCase {
  std::int64_t id = 0;
  std::string number;
  std::string title;
  std::string units, types, channel, source, trade, department, place;
  std::string received, due, closed;
  std::int64_t parts = 0;
  bool repeat = false;
  bool overdue = false;
};

// The cases behind one figure, as they were counted: their parts add up to it exactly.
struct CountedPart {
  std::uint32_t at = 0;  // into Circular::cases
  std::int64_t parts = 0;
};
struct FigureCases {
  DrillQuery query;
  std::vector<CountedPart> parts;
};

struct Circular {
  CircularOptions options;  // as used: nothing empty that the texts fill
  std::string period_text;
  std::string first_day;  // 2022-06-01
  std::string as_of;      // 2022-06-30
  std::vector<Paragraph> paragraphs;
  std::vector<ReportTable> tables;
  std::vector<TypeHeading> type_headings;
  std::vector<Chart> charts;
  // Every case behind a figure of the tables, by id; with very many, only what was received in the month or is overdue.
  std::vector<CountedCase> cases;
  std::vector<FigureCases> figures;  // one for each query of the tables' cells; empty with very many cases
  std::vector<TypicalCase> suggestions;
  std::vector<std::size_t> edited;   // sections that a person wrote
  std::vector<std::string> changes;  // of an issued revision: what it changed against the one before
  std::string rules_title, rules_version, rules_hash, rules_text, texts_hash;
  std::string data_hash;  // SHA-256 over the exact figures and the counted cases
  std::string rules_note;
};

[[nodiscard]] Circular build_circular(const FactTable& table, const CountingRules& rules, const CircularTexts& texts,
                                      const CircularOptions& options);

// Names and values for the .docx template, and the same with everything in it as a sample.
[[nodiscard]] TemplateInput circular_input(const Circular& circular);
[[nodiscard]] Result<TemplateInput> circular_names();

// Renderers. The template is the shipped one when empty. All are deterministic.
[[nodiscard]] Result<std::string> circular_docx(const Circular& circular,
                                                const std::optional<Package>& own_template = {});
[[nodiscard]] std::string circular_html(const Circular& circular);
// Throws std::runtime_error when the file cannot be written.
void write_circular_xlsx(const Circular& circular, const std::string& path);

// The frozen form: the circular, its rules and hashes. reading checks the hashes: snapshot_broken.
[[nodiscard]] std::string freeze(const Circular& circular);
[[nodiscard]] Result<Circular> thaw(std::string_view snapshot);

// A section of the text, for people to edit: a heading and what stands below it, one paragraph a line.
struct Section {
  std::string title;
  std::string text;
};
[[nodiscard]] std::vector<Section> sections(const Circular& circular);
// Replaces the paragraphs below heading number `index` (from 0); charts there stay, behind the text. False: no such
// section.
bool edit_section(Circular& circular, std::size_t index, const std::string& text);

// What a revision changes: one line per changed figure or paragraph, in Chinese.
[[nodiscard]] std::vector<std::string> differences(const Circular& before, const Circular& after);

// The paragraphs as documents show them: of a revision, the note of what it changes follows.
[[nodiscard]] std::vector<Paragraph> shown_paragraphs(const Circular& circular);

// The list behind a figure; null when the circular holds none.
[[nodiscard]] const FigureCases* cases_behind(const Circular& circular, const DrillQuery& query);

// Every list that the documents show, in the order of the tables; with very many cases those of the month only.
struct ListedFigure {
  DrillQuery query;
  std::string label;  // 附件1　溪口镇　本月件数
  std::vector<CountedPart> parts;
};
[[nodiscard]] std::vector<ListedFigure> listed_figures(const Circular& circular);

// Texts in which a person could be recognised, as far as a program sees it: for a warning before review.
[[nodiscard]] std::vector<std::string> recognisable(const Circular& circular);

// A title without its line breaks.
[[nodiscard]] std::string one_line(std::string text);

// Takes people out of a text: mobile numbers, identity-card numbers, e-mail, 先生/女士 after a name, door numbers.
[[nodiscard]] std::string without_identities(std::string_view text);

}  // namespace bihuan::report

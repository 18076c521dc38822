#include "engine/ledger/directory_import.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <boost/json.hpp>

#include "engine/ledger/directory_rows.h"
#include "engine/ledger/normal.h"

namespace bihuan::ledger {
namespace {

constexpr std::size_t longest_id = 36;
constexpr std::size_t most_rows = 20'000;  // judged together

}  // namespace

std::string DirectoryRow::text(const std::string& target) const {
  const auto found = texts.find(target);
  return found == texts.end() ? std::string{} : found->second;
}

void DirectoryRow::refuse(const std::string& target, Error error) {
  const auto column = columns.find(target);
  const bool known = column != columns.end();
  error.arguments.emplace_back("heading", known ? column->second.heading : target);
  problems.push_back(
      {row, known ? column->second.column + 1 : 0, known ? column->second.heading : "", std::move(error)});
}

DirectoryImport::DirectoryImport(runtime::CaseService& service, Profile profile, DirectoryRights rights)
    : service_(service), profile_(std::move(profile)), rights_(std::move(rights)) {}

Result<Preview> DirectoryImport::check(RowSource& source, const Mapping* mapping, std::int64_t rows,
                                       const Progress& progress) {
  preview_ = {};
  std::vector<DirectoryRow> list;
  const auto headings_found = [&](const Mapping& found) -> Result<void> {
    preview_.mapping = found;
    for (const Target& target : targets_of(profile_, nullptr, "zh-CN")) {
      if (!target.required || found.find(target.id) != nullptr) continue;
      preview_.add({found.heading_row, 0, "", Error("ledger_column_missing", {{"field", target.title}})});
    }
    return {};
  };
  const auto take = [&](const Row& row) -> Result<void> {
    if (list.size() >= most_rows) return Error("ledger_too_many_rows", {{"limit", std::to_string(most_rows)}});
    DirectoryRow out{row.number, {}, {}, {}};
    for (const auto& column : preview_.mapping.columns) {
      if (column.target.empty()) continue;
      out.columns.emplace(column.target, column);
      const auto index = static_cast<std::size_t>(column.column);
      if (index >= row.cells.size()) continue;
      if (auto text = half_width(row.cells[index].text); !text.empty()) out.texts[column.target] = std::move(text);
    }
    for (const Target& target : targets_of(profile_, nullptr, "zh-CN")) {
      if (!target.required || !out.text(target.id).empty()) continue;
      out.refuse(target.id, Error("ledger_value_missing", {{"field", target.title}}));
    }
    list.push_back(std::move(out));
    return {};
  };
  const auto read = read_table(source, profile_, nullptr, mapping, headings_found, take);
  if (!read) return read.error();
  const auto verdicts = judge(list);
  for (std::size_t i = 0; i < list.size(); ++i) {
    ++preview_.rows;
    ++(verdicts[i] == Verdict::good        ? preview_.good
       : verdicts[i] == Verdict::duplicate ? preview_.duplicates
                                           : preview_.bad);
    for (auto& problem : list[i].problems) preview_.add(std::move(problem));
  }
  progress(preview_.rows, std::max(rows, preview_.rows));
  return preview_;
}

Result<ImportCounts> DirectoryImport::run(RowSource&, Mode mode, const Progress& progress) {
  if (mode == Mode::all_or_nothing && preview_.bad > 0) {
    return Error("ledger_rows_bad", {{"bad", std::to_string(preview_.bad)}, {"rows", std::to_string(preview_.rows)}});
  }
  const auto done =
      service_.writer().run([&](runtime::WriteSession& session) -> Result<void> { return write(session); });
  if (!done) return done.error();
  ImportCounts counts;
  counts.created = preview_.good;
  counts.skipped = preview_.duplicates + preview_.bad;
  hand_out(counts, progress);
  progress(preview_.good, preview_.good);
  return counts;
}

void DirectoryImport::log(runtime::WriteSession& session, const char* action, const std::string& subject) const {
  session.records().add_log({.at = service_.clock().now(),
                             .actor = rights_.person,
                             .action = action,
                             .subject = subject,
                             .detail = boost::json::serialize(boost::json::object{{"import", rights_.id}})});
}

Result<DirectoryRights> directory_rights(runtime::CaseService& service, const std::string& person) {
  DirectoryRights rights;
  rights.person = person;
  const auto actor = service.organisation()->actor(person, service.clock().now());
  rights.add = actor && actor->holds("system_admin");
  rights.give_roles = actor && actor->holds("security_admin");
  if (rights.add || rights.give_roles) return rights;
  return Error("import_directory_not_allowed");
}

std::string latin_id(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> latin(
      icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
  if (U_FAILURE(status) || latin == nullptr) throw std::runtime_error("ICU has no transliterator for Chinese");
  auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  latin->transliterate(text);
  std::string ascii, out;
  text.toUTF8String(ascii);
  for (const char c : ascii) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') out += c;
  }
  return out.substr(0, longest_id);
}

std::string free_id(std::string_view name, std::string_view otherwise,
                    const std::function<bool(const std::string&)>& is_taken) {
  std::string id = latin_id(name);
  if (id.size() < 2) id = otherwise;
  std::string candidate = id;
  for (int number = 2; is_taken(candidate); ++number) candidate = id + "-" + std::to_string(number);
  return candidate;
}

}  // namespace bihuan::ledger

// Definitions, calendars, documents and the log in SQLite. Belongs to the thread that holds its connection.
#pragma once

#include "engine/runtime/records.h"
#include "storage/sqlite/connection.h"

namespace bihuan::sqlite {

class Records final : public runtime::RecordWrites {
 public:
  explicit Records(Connection& connection) : db_(connection) {}

  std::vector<runtime::StoredDefinition> definitions() override;
  std::optional<runtime::StoredDefinition> definition(std::string_view hash) override;
  std::int64_t open_cases_on(std::string_view definition_hash) override;
  std::vector<runtime::StoredCalendarYear> calendar_years() override;
  std::optional<runtime::Document> document(std::string_view kind, std::string_view id) override;
  std::vector<runtime::Document> documents(std::string_view kind) override;
  runtime::Page<runtime::LogEntry> log(const runtime::LogQuery& query) override;
  std::optional<std::int64_t> first_broken_log_entry() override;

  void put_definition(const runtime::StoredDefinition& definition) override;
  void put_calendar_year(const runtime::StoredCalendarYear& year) override;
  Result<std::int64_t> put_document(const runtime::Document& document) override;
  void delete_document(std::string_view kind, std::string_view id) override;
  void add_log(const runtime::LogEntry& entry) override;

 private:
  Connection& db_;
};

}  // namespace bihuan::sqlite

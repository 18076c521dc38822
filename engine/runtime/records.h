// Rows that are not cases: definitions, calendars, settings and documents with a version, the log of what was looked
// at and administered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/runtime/case_rows.h"

namespace bihuan::runtime {

struct StoredDefinition {
  std::string hash;
  std::string id;  // workflow id
  std::string title;
  std::string effective_from, effective_to;  // ISO dates, may be empty
  std::string source;                        // the exact text, fragments included
  Millis deployed_at = 0;
  std::string deployed_by;
  bool current = true;  // offered for new cases
};

// One year of a calendar as it was announced; the highest version of a year counts.
struct StoredCalendarYear {
  std::string calendar;
  int year = 0;
  std::int64_t version = 0;
  std::string body;  // JSON {days:[{date,kind,holiday}]}
  Millis announced_at = 0;
  std::string announced_by;
};

// A JSON document with a version: settings, circulars, import profiles. `kind` + `id` name it.
struct Document {
  std::string kind, id;
  std::int64_t version = 0;  // 0: not stored yet
  std::string body;
  Millis updated_at = 0;
  std::string updated_by;
};

// One line of the log of administration and of looks at sealed data. It is a hash chain of its own.
struct LogEntry {
  std::int64_t id = 0;
  Millis at = 0;
  std::string actor;
  std::string action;   // reveal, erase, sign_in, sign_in_failed, put_person, deploy, export, ...
  std::string subject;  // what it was done to: "case:15", "person:zhang"
  std::string detail;   // JSON, no personal data
};

struct LogQuery {
  std::string actor, action, subject;
  std::optional<Millis> from, to;
  std::size_t limit = 100;
  std::string cursor;
};

class RecordReads {
 public:
  virtual ~RecordReads() = default;
  virtual std::vector<StoredDefinition> definitions() = 0;  // without `source`
  virtual std::optional<StoredDefinition> definition(std::string_view hash) = 0;
  virtual std::int64_t open_cases_on(std::string_view definition_hash) = 0;
  virtual std::vector<StoredCalendarYear> calendar_years() = 0;  // the versions that count
  virtual std::optional<Document> document(std::string_view kind, std::string_view id) = 0;
  virtual std::vector<Document> documents(std::string_view kind) = 0;
  virtual Page<LogEntry> log(const LogQuery&) = 0;
  // The first line of the log whose hash does not follow from the line before it.
  virtual std::optional<std::int64_t> first_broken_log_entry() = 0;
};

class RecordWrites : public RecordReads {
 public:
  virtual void put_definition(const StoredDefinition&) = 0;
  virtual void put_calendar_year(const StoredCalendarYear&) = 0;
  // Refuses `version_conflict` when the stored version is not `document.version`; answers the new version.
  virtual Result<std::int64_t> put_document(const Document& document) = 0;
  virtual void delete_document(std::string_view kind, std::string_view id) = 0;
  virtual void add_log(const LogEntry&) = 0;
};

}  // namespace bihuan::runtime

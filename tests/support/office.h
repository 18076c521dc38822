// An office for tests and benches: a store in a folder of its own, the shipped definitions, a few units and people, a
// clock that is set by hand, and the services over them. Opens the same folder again after a crash or a restart.
#pragma once

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/runtime/case_service.h"
#include "engine/runtime/clock.h"
#include "engine/runtime/follow_ups.h"
#include "engine/runtime/timers.h"
#include "storage/files/blob_store.h"
#include "storage/sqlite/store.h"

namespace bihuan::test {

class ManualClock final : public runtime::Clock {
 public:
  explicit ManualClock(runtime::Millis at) : at_(at) {}
  [[nodiscard]] runtime::Millis now() const override { return at_; }
  void set(runtime::Millis at) { at_ = at; }
  void advance(runtime::Millis by) { at_ += by; }

 private:
  std::atomic<runtime::Millis> at_;
};

inline constexpr runtime::Millis hour = 3'600'000;
inline constexpr runtime::Millis day = 24 * hour;
// 2022-06-06T09:00 in Shanghai, a Monday.
inline constexpr runtime::Millis a_monday = 1'654'477'200'000;

// The definitions, calendars and keys: made once, shared by the offices of one test program.
struct OfficeOptions {
  std::string folder;  // empty: a fresh temporary one, removed at the end
  std::vector<std::string> workflows = {"grid-report"};
  std::vector<std::string> texts = {};  // further definitions, as YAML
  std::size_t queue_limit = 2000;
  std::string vfs;
  int writer_cache_kib = 8 * 1024;
};

class Office {
 public:
  explicit Office(OfficeOptions options = {});
  ~Office();
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  // Ends the services and the store; open() starts them again over the same folder.
  void close();
  void open();

  [[nodiscard]] Result<runtime::Reply> file_report(const std::string& person, const std::string& request_id = "");
  [[nodiscard]] Result<runtime::Reply> fire(const std::string& person, std::int64_t case_id, const std::string& event,
                                            core::FieldValues data, const std::string& request_id = "");
  [[nodiscard]] runtime::Request request(const std::string& person, std::int64_t case_id, core::CommandBody body,
                                         const std::string& request_id = "") const;
  [[nodiscard]] runtime::StoredCase stored(std::int64_t case_id);
  // What `bihuan verify` finds, as one text; empty when all is well.
  [[nodiscard]] std::string verified();

  const std::string& folder() const { return options_.folder; }
  ManualClock clock{a_monday};
  std::unique_ptr<sqlite::SqliteStore> store;
  std::unique_ptr<files::BlobStore> blobs;
  std::unique_ptr<runtime::Definitions> definitions;
  std::unique_ptr<runtime::Sealing> sealing;
  std::unique_ptr<runtime::Writer> writer;
  std::unique_ptr<runtime::CaseService> service;
  runtime::CaseService::Options service_options;
  runtime::CalendarPtr other_calendar;  // set: instead of the shipped one, after definitions->forget()

 private:
  void set_up();

  [[nodiscard]] std::vector<runtime::DefinitionPtr> all_definitions() const;

  OfficeOptions options_;
  std::vector<runtime::DefinitionPtr> own_;
  bool temporary_ = false;
};

// The fields of a grid report.
[[nodiscard]] core::FieldValues report_fields(const std::string& subject = "露天焚烧",
                                              const std::string& summary = "田间焚烧秸秆，烟雾扰民");
[[nodiscard]] expression::Value place(double lat, double lon, const std::string& text = "尚田街道");

// A value that a declared field takes, by its type.
[[nodiscard]] expression::Value random_value(const core::Field& field, std::mt19937& random);

}  // namespace bihuan::test

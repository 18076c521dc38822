// What bihuan doctor says about facts that a test of the whole program cannot bring about.
#include "cli/doctor/examine.h"
#include "engine/base/catalogue.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::doctor;

namespace {

constexpr Millis minute = 60'000;
constexpr Millis day = 24 * 60 * minute;
constexpr std::int64_t gigabyte = 1024LL * 1024 * 1024;

Facts healthy() {
  Facts facts;
  facts.now = facts.machine_now = 20'000 * day;
  facts.year = 2024;
  facts.month = 10;
  facts.data = "data";
  facts.data_exists = facts.data_writable = facts.administrators = facts.pdf = true;
  facts.key_file = "keys/bihuan.key";
  facts.announced = {2023, 2024, 2025};
  facts.free_bytes = 50 * gigabyte;
  facts.database_bytes = gigabyte;
  facts.last_backup = facts.now - day / 2;
  facts.newest_record = facts.now - minute;
  facts.next_timer = facts.now + minute;
  facts.synchronised = true;
  return facts;
}

// The code that a check answers, and its level.
std::pair<std::string, Level> answer(const Facts& facts, const std::string& check) {
  for (const auto& finding : examine(facts, {})) {
    if (finding.check == check) return {finding.what.code, finding.level};
  }
  return {"", Level::good};
}

using Answer = std::pair<std::string, Level>;

}  // namespace

TEST_CASE("a healthy installation has nothing but good findings, each with its sentence", "[doctor]") {
  const auto findings = examine(healthy(), {});
  CHECK(findings.size() == 13);
  for (const auto& finding : findings) {
    INFO(finding.check << " " << finding.what.code);
    CHECK(finding.level == Level::good);
    CHECK(has_text(finding.what.code));
  }
}

TEST_CASE("the disk is low before it is full", "[doctor]") {
  auto facts = healthy();
  facts.free_bytes = 3 * gigabyte;
  facts.database_bytes = gigabyte;
  CHECK(answer(facts, "disk") == Answer("doctor_disk_good", Level::good));
  facts.database_bytes = 2 * gigabyte;  // a backup would not fit comfortably
  CHECK(answer(facts, "disk") == Answer("doctor_disk_low", Level::warning));
  facts.database_bytes = 0;
  facts.free_bytes = gigabyte - 1;
  CHECK(answer(facts, "disk") == Answer("doctor_disk_low", Level::warning));
  facts.free_bytes = gigabyte / 8;
  CHECK(answer(facts, "disk") == Answer("doctor_disk_full", Level::failure));
}

TEST_CASE("the calendar of next year is asked for from November on", "[doctor]") {
  auto facts = healthy();
  facts.announced = {2024};
  CHECK(answer(facts, "calendar") == Answer("doctor_calendar_later", Level::good));
  facts.month = 11;
  CHECK(answer(facts, "calendar") == Answer("doctor_calendar_late", Level::warning));
  facts.announced = {2025};
  CHECK(answer(facts, "calendar") == Answer("doctor_calendar_missing", Level::failure));
}

TEST_CASE("a clock behind its records is worse than one that follows nobody", "[doctor]") {
  auto facts = healthy();
  facts.synchronised = false;
  CHECK(answer(facts, "clock") == Answer("doctor_clock_free", Level::warning));
  facts.synchronised.reset();  // the machine does not say
  CHECK(answer(facts, "clock") == Answer("doctor_clock_good", Level::good));
  facts.newest_record = facts.now + 4 * minute;
  CHECK(answer(facts, "clock") == Answer("doctor_clock_good", Level::good));
  facts.newest_record = facts.now + 6 * minute;
  CHECK(answer(facts, "clock") == Answer("doctor_clock_behind", Level::failure));
  facts.zone_known = false;
  CHECK(answer(facts, "clock") == Answer("doctor_zone_missing", Level::failure));
}

TEST_CASE("what waits, was given up or is missing is a warning", "[doctor]") {
  auto facts = healthy();
  facts.dead_letters = 3;
  facts.administrators = false;
  facts.pdf = false;
  facts.loopback = false;
  facts.next_timer = facts.now - 9 * minute;
  CHECK(answer(facts, "timers") == Answer("doctor_timers_good", Level::good));
  facts.next_timer = facts.now - 11 * minute;
  CHECK(answer(facts, "timers") == Answer("doctor_timers_late", Level::warning));
  CHECK(answer(facts, "messages") == Answer("doctor_messages_dead", Level::warning));
  CHECK(answer(facts, "administrators") == Answer("doctor_administrators_missing", Level::warning));
  CHECK(answer(facts, "pdf") == Answer("doctor_pdf_missing", Level::warning));
  CHECK(answer(facts, "tls") == Answer("doctor_tls_missing", Level::warning));
}

TEST_CASE("a certificate warns a month before its end", "[doctor]") {
  auto facts = healthy();
  facts.tls = true;
  facts.certificate_ends = facts.now + 31 * day;
  CHECK(answer(facts, "tls") == Answer("doctor_tls_good", Level::good));
  facts.certificate_ends = facts.now + 29 * day;
  CHECK(answer(facts, "tls") == Answer("doctor_tls_ending", Level::warning));
  facts.certificate_ends = facts.now;
  CHECK(answer(facts, "tls") == Answer("doctor_tls_ended", Level::failure));
}

TEST_CASE("without a database nothing is said about what stands in it", "[doctor]") {
  auto facts = healthy();
  facts.database = Error("file_is_newer", {{"file", "9"}, {"program", "1"}});
  CHECK(answer(facts, "database") == Answer("file_is_newer", Level::failure));
  for (const char* check : {"administrators", "calendar", "backup", "messages", "timers"})
    CHECK(answer(facts, check).first.empty());
}

#include "cli/doctor/examine.h"

#include <utility>

namespace bihuan::doctor {
namespace {

constexpr Millis minute = 60'000;
constexpr Millis day = 24 * 60 * minute;
constexpr std::int64_t megabyte = 1024 * 1024;
constexpr std::int64_t least_free = 200 * megabyte;  // below it the next commits may fail
constexpr std::int64_t wanted_free = 1024 * megabyte;
constexpr Millis certificate_warning = 30 * day;
constexpr Millis timer_patience = 10 * minute;  // the server looks every half minute
constexpr Millis clock_patience = 5 * minute;
constexpr int notice_month = 11;  // by November the State Council has announced the next year's days off

class Examination {
 public:
  Examination(const Facts& facts, const Limits& limits) : facts_(facts), limits_(limits) {}

  std::vector<Finding> all() {
    configuration();
    data();
    keys();
    database();
    certificate();
    clock();
    disk();
    if (!facts_.database) {
      administrators();
      calendar();
      backup();
      messages();
      timers();
    }
    pdf();
    return std::move(findings_);
  }

 private:
  void say(const char* check, Level level, const char* code, MessageArguments arguments = {}) {
    findings_.push_back({check, level, Error(code, std::move(arguments))});
  }
  void pass_on(const char* check, const Error& error) { findings_.push_back({check, Level::failure, error}); }

  void configuration() {
    for (const auto& problem : facts_.configuration) {
      const auto level = problem.severity == Severity::error ? Level::failure : Level::warning;
      findings_.push_back({"configuration", level, error_of(problem)});
    }
    if (facts_.configuration.empty()) say("configuration", Level::good, "doctor_configuration_good");
  }

  void data() {
    const MessageArguments path{{"path", facts_.data}};
    if (!facts_.data_exists) return say("data", Level::failure, "data_missing", path);
    if (!facts_.data_writable) return say("data", Level::failure, "doctor_data_unwritable", path);
    if (facts_.data_open_to_others) return say("data", Level::warning, "doctor_data_open", path);
    say("data", Level::good, "doctor_data_good", path);
  }

  void keys() {
    const MessageArguments path{{"path", facts_.key_file}};
    if (facts_.keys) return pass_on("keys", *facts_.keys);
    if (facts_.keys_inside_data) return say("keys", Level::failure, "doctor_keys_inside", path);
    if (facts_.keys_belong == false) return say("keys", Level::failure, "doctor_keys_foreign", path);
    say("keys", Level::good, "doctor_keys_good", path);
  }

  void database() {
    if (facts_.database) return pass_on("database", *facts_.database);
    say("database", Level::good, "doctor_database_good",
        {{"schema", std::to_string(facts_.schema)}, {"cases", std::to_string(facts_.cases)}});
  }

  void certificate() {
    if (!facts_.tls) {
      if (facts_.loopback) return say("tls", Level::good, "doctor_tls_unneeded");
      return say("tls", Level::warning, "doctor_tls_missing");
    }
    if (facts_.certificate) return pass_on("tls", *facts_.certificate);
    const Millis left = facts_.certificate_ends.value_or(0) - facts_.machine_now;
    if (left <= 0) return say("tls", Level::failure, "doctor_tls_ended");
    const MessageArguments days{{"days", std::to_string(left / day)}};
    say("tls", left < certificate_warning ? Level::warning : Level::good,
        left < certificate_warning ? "doctor_tls_ending" : "doctor_tls_good", days);
  }

  void clock() {
    if (!facts_.zone_known) return say("clock", Level::failure, "doctor_zone_missing");
    if (facts_.newest_record && *facts_.newest_record > facts_.now + clock_patience) {
      return say("clock", Level::failure, "doctor_clock_behind",
                 {{"minutes", std::to_string((*facts_.newest_record - facts_.now) / minute)}});
    }
    if (facts_.demonstration) return say("clock", Level::good, "doctor_clock_demonstration");
    if (facts_.synchronised == false) return say("clock", Level::warning, "doctor_clock_free");
    say("clock", Level::good, "doctor_clock_good");
  }

  void disk() {
    if (!facts_.data_exists) return;
    const MessageArguments sizes{{"free", std::to_string(facts_.free_bytes / megabyte)},
                                 {"used", std::to_string(facts_.database_bytes / megabyte)}};
    if (facts_.free_bytes < least_free) return say("disk", Level::failure, "doctor_disk_full", sizes);
    // A backup, and the database's own housekeeping, write the whole file once more.
    const bool low = facts_.free_bytes < wanted_free || facts_.free_bytes < 2 * facts_.database_bytes;
    say("disk", low ? Level::warning : Level::good, low ? "doctor_disk_low" : "doctor_disk_good", sizes);
  }

  void administrators() {
    const bool there = facts_.administrators;
    say("administrators", there ? Level::good : Level::warning,
        there ? "doctor_administrators_good" : "doctor_administrators_missing");
  }

  void calendar() {
    const MessageArguments next{{"year", std::to_string(facts_.year + 1)}};
    if (!facts_.announced.contains(facts_.year))
      return say("calendar", Level::failure, "doctor_calendar_missing", {{"year", std::to_string(facts_.year)}});
    if (facts_.announced.contains(facts_.year + 1)) return say("calendar", Level::good, "doctor_calendar_good", next);
    const bool late = facts_.month >= notice_month;
    say("calendar", late ? Level::warning : Level::good, late ? "doctor_calendar_late" : "doctor_calendar_later", next);
  }

  void backup() {
    if (facts_.demonstration) return say("backup", Level::good, "doctor_backup_demonstration");
    if (!facts_.last_backup) return say("backup", Level::warning, "doctor_backup_none");
    const Millis age = facts_.machine_now - *facts_.last_backup;
    const MessageArguments hours{{"hours", std::to_string(age / (60 * minute))}};
    const bool old = age > limits_.backup_days * day;
    say("backup", old ? Level::warning : Level::good, old ? "doctor_backup_old" : "doctor_backup_good", hours);
  }

  void messages() {
    const MessageArguments count{{"count", std::to_string(facts_.dead_letters)}};
    const bool good = facts_.dead_letters == 0;
    say("messages", good ? Level::good : Level::warning, good ? "doctor_messages_good" : "doctor_messages_dead", count);
  }

  void timers() {
    if (!facts_.next_timer || *facts_.next_timer > facts_.now - timer_patience)
      return say("timers", Level::good, "doctor_timers_good");
    say("timers", Level::warning, "doctor_timers_late",
        {{"minutes", std::to_string((facts_.now - *facts_.next_timer) / minute)}});
  }

  void pdf() {
    say("pdf", facts_.pdf ? Level::good : Level::warning, facts_.pdf ? "doctor_pdf_good" : "doctor_pdf_missing");
  }

  const Facts& facts_;
  const Limits& limits_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> examine(const Facts& facts, const Limits& limits) {
  return Examination(facts, limits).all();
}

const char* name_of(Level level) {
  switch (level) {
    case Level::good:
      return "ok";
    case Level::warning:
      return "warning";
    case Level::failure:
      break;
  }
  return "failure";
}

}  // namespace bihuan::doctor

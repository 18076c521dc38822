#include "cli/doctor/gather.h"

#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "engine/calendar/zone.h"
#include "engine/report/pdf.h"
#include "engine/runtime/audit.h"
#include "storage/backup/backup.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/migrations.h"
#include "web/http/setup.h"
#include "web/http/tls.h"

namespace bihuan::doctor {
namespace {

namespace fs = std::filesystem;

std::int64_t size_of(const std::string& path) {
  std::error_code missing;
  const auto size = fs::file_size(path, missing);
  return missing ? 0 : static_cast<std::int64_t>(size);
}

bool lies_within(const std::string& path, const std::string& folder) {
  std::error_code ignored;
  const auto inner = fs::weakly_canonical(path, ignored);
  const auto outer = fs::weakly_canonical(folder, ignored);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

void look_at_folder(Facts& facts) {
  struct stat status {};
  facts.data_exists = ::stat(facts.data.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (!facts.data_exists) return;
  facts.data_open_to_others = (status.st_mode & 077) != 0;
  facts.data_writable = ::access(facts.data.c_str(), R_OK | W_OK | X_OK) == 0;
  std::error_code unknown;
  const auto space = fs::space(facts.data, unknown);
  if (!unknown) facts.free_bytes = static_cast<std::int64_t>(space.available);
  const auto database = facts.data + "/" + backup::database_name;
  facts.database_bytes = size_of(database) + size_of(database + "-wal");
}

void look_at_clock(Facts& facts, const runtime::Clock& clock) {
  facts.now = clock.now();
  facts.machine_now = runtime::SystemClock().now();
  const auto zone = calendar::Zone::find("Asia/Shanghai");
  facts.zone_known = zone.has_value();
  const auto civil = calendar::civil_of((zone ? *zone : calendar::Zone::utc()).to_local(facts.now).date);
  facts.year = civil.year;
  facts.month = civil.month;
  timex state{};
  const int answer = ::adjtimex(&state);
  if (answer >= 0) facts.synchronised = answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

void look_at_certificate(Facts& facts, const http::Config& config) {
  facts.loopback = http::is_loopback(config.address);
  facts.tls = !config.tls_certificate.empty();
  if (!facts.tls) return;
  const auto loaded = http::TlsContext::load({config.tls_certificate, config.tls_key});
  if (!loaded) facts.certificate = loaded.error();
  const auto ends = http::certificate_ends(config.tls_certificate);
  if (ends) facts.certificate_ends = *ends;
}

bool all_administrators(const std::vector<runtime::StoredRole>& roles) {
  static constexpr std::array<const char*, 3> names = {"system_admin", "security_admin", "audit_admin"};
  return std::all_of(names.begin(), names.end(), [&](const char* name) {
    return std::any_of(roles.begin(), roles.end(), [&](const auto& stored) { return stored.role.role == name; });
  });
}

void look_at_records(Facts& facts, runtime::ReadSession& session, const std::optional<runtime::Keys>& keys) {
  runtime::CaseQuery newest;
  newest.visible.all = true;
  newest.limit = 1;
  facts.cases = session.cases().count(newest);
  facts.newest_record = 0;
  for (const auto& row : session.cases().list(newest).items) facts.newest_record = row.updated_at;
  for (const auto& entry : session.records().log({.limit = 1}).items)
    facts.newest_record = std::max(*facts.newest_record, entry.at);
  const auto calendar = cli::make_calendar("cn", session.records().calendar_years());
  facts.announced = calendar->data().announced;
  facts.administrators = all_administrators(session.directory().roles());
  facts.next_timer = session.cases().next_timer();
  facts.dead_letters = session.mail().outbox_count(runtime::OutboxState::dead);
  const auto checkpoints = session.cases().checkpoints();
  if (keys && !checkpoints.empty())
    facts.keys_belong = checkpoints.back().public_key == runtime::checkpoint_public_key(*keys);
}

void look_at_database(Facts& facts, const std::optional<runtime::Keys>& keys) {
  const auto path = facts.data + "/" + backup::database_name;
  if (!fs::exists(path)) {
    facts.database = Error("data_missing", {{"path", facts.data}});
    return;
  }
  {
    // Opening the store brings an older file up to date; that is not for us to do.
    sqlite::Connection connection(path, {.read_only = true});
    facts.schema = sqlite::newest_schema();
    if (const auto fits = sqlite::check_schema(connection); !fits) {
      facts.database = fits.error();
      return;
    }
  }
  auto store = sqlite::SqliteStore::open({.path = path, .create = false, .readers = 1});
  if (!store) {
    facts.database = store.error();
    return;
  }
  look_at_records(facts, *(*store)->read(), keys);
}

}  // namespace

Facts gather(const http::ConfigResult& configuration, const runtime::Clock& clock, bool demonstration) {
  const auto& config = configuration.config;
  Facts facts;
  facts.configuration = configuration.problems;
  facts.demonstration = demonstration;
  facts.data = config.data;
  cli::FolderArguments folder;
  folder.data = config.data;
  folder.keys = config.keys;
  facts.key_file = folder.key_file();
  facts.keys_inside_data = lies_within(facts.key_file, facts.data);
  auto read = runtime::read_keys(facts.key_file);
  if (!read) facts.keys = read.error();
  const auto keys = read ? std::optional<runtime::Keys>(*read) : std::nullopt;
  look_at_clock(facts, clock);
  look_at_folder(facts);
  look_at_certificate(facts, config);
  try {
    look_at_database(facts, keys);
  } catch (const std::exception& failed) {
    facts.database = Error("doctor_database_unreadable", {{"path", facts.data}, {"reason", failed.what()}});
  }
  facts.last_backup = backup::last_backup(facts.data);
  facts.pdf = !report::office_program().empty();
  return facts;
}

}  // namespace bihuan::doctor

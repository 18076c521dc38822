#include "web/api/ledger/import_desk.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <condition_variable>

#include "engine/base/hash.h"
#include "engine/ledger/case_import.h"
#include "engine/ledger/directory_import.h"

namespace bihuan::api {
namespace {

constexpr std::size_t most_jobs = 16;
constexpr std::size_t most_bytes = 256U << 20U;  // of all files together
constexpr runtime::Millis kept_for = 2 * 3'600'000;
constexpr int rows_to_look_at = 12;

// The program stops, or the import is given up: work ends between two rows.
struct Stopped : std::exception {};

Result<std::vector<ledger::Row>> first_rows(const std::shared_ptr<const std::string>& bytes, const std::string& sheet) {
  auto file = ledger::open_file(bytes, sheet);
  if (!file) return file.error();
  std::vector<ledger::Row> rows;
  ledger::Row row;
  while (rows.size() < rows_to_look_at) {
    const auto more = file->rows->next(row);
    if (!more) return more.error();
    if (!*more) break;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

std::string_view name_of(ImportPhase phase) {
  constexpr std::string_view names[] = {"uploaded", "checking", "checked", "running", "done", "failed"};
  return names[static_cast<std::size_t>(phase)];
}

ImportDesk::ImportDesk(const Services& services, LedgerRouteOptions options)
    : services_(services), options_(std::move(options)), profiles_(services.cases) {}

ImportDesk::~ImportDesk() {
  stop();
}

void ImportDesk::stop() {
  stopping_ = true;
  std::map<std::string, ImportJobPtr, std::less<>> jobs;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(jobs_);
  }
  for (auto& [id, job] : jobs) {
    if (job->worker.joinable()) job->worker.join();
  }
}

Result<void> ImportDesk::may_import(const std::string& by, const Wanted& wanted) {
  if (wanted.kind == ledger::ProfileKind::cases) {
    return ledger::may_import_cases(services_.cases, wanted.workflow, by, services_.wide_roles);
  }
  const auto rights = ledger::directory_rights(services_.cases, by);
  if (!rights) return rights.error();
  return {};
}

Result<ImportJobPtr> ImportDesk::open(const std::string& by, std::string bytes, const Wanted& wanted) {
  if (auto allowed = may_import(by, wanted); !allowed) return allowed.error();
  drop_old();
  auto job = std::make_shared<ImportJob>();
  job->by = by;
  job->name = wanted.name;
  job->kind = wanted.kind;
  job->created_at = job->touched_at = services_.now();
  job->bytes = std::make_shared<const std::string>(std::move(bytes));
  const auto rows = first_rows(job->bytes, wanted.sheet);
  if (!rows) return rows.error();
  auto known =
      wanted.profile.empty() ? profiles_.best_for(wanted.workflow, wanted.kind, *rows) : profiles_.find(wanted.profile);
  if (!known) return known.error();
  if (ledger::kind_of(known->profile) != wanted.kind || known->profile.workflow != wanted.workflow) {
    return Error("ledger_profile_unknown", {{"profile", wanted.profile}});
  }
  ImportChoices choices;
  choices.profile_id = known->profile.id;
  choices.profile = std::move(known->profile);
  choices.sheet = wanted.sheet;
  if (!wanted.datum.empty()) {
    const auto datum = ledger::datum_of(wanted.datum);
    if (!datum) return Error("ledger_datum_unknown", {{"name", wanted.datum}});
    choices.profile.datum = *datum;
  }
  if (auto looked = look_again(*job, std::move(choices)); !looked) return looked.error();
  const std::lock_guard lock(mutex_);
  std::size_t all = job->bytes->size();
  for (const auto& [id, other] : jobs_) all += other->bytes->size();
  if (jobs_.size() >= most_jobs || all > most_bytes) return Error("import_too_many");
  job->id = std::to_string(services_.now()) + "-" + std::to_string(++opened_);
  jobs_.emplace(job->id, job);
  return job;
}

Result<ImportJobPtr> ImportDesk::find(const std::string& by, std::string_view id) {
  drop_old();
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end() || found->second->by != by) return Error("import_unknown");
  const std::lock_guard inner(found->second->mutex);
  found->second->touched_at = services_.now();
  return found->second;
}

std::vector<ImportJobPtr> ImportDesk::of(const std::string& by) {
  const std::lock_guard lock(mutex_);
  std::vector<ImportJobPtr> out;
  for (const auto& [id, job] : jobs_) {
    if (job->by == by) out.push_back(job);
  }
  return out;
}

Result<void> ImportDesk::look_again(ImportJob& job, ImportChoices choices) {
  if (job.busy) return Error("import_busy");
  auto file = ledger::open_file(job.bytes, choices.sheet);
  if (!file) return file.error();
  const auto definition = ledger::definition_of(services_.cases, choices.profile);
  if (!definition) return definition.error();
  auto seen = ledger::glance(*file->rows, choices.profile, definition->get());
  if (!seen) return seen.error();
  const std::lock_guard lock(job.mutex);
  job.file_kind = file->kind;
  job.encoding = file->encoding;
  job.sheets = file->sheets;
  choices.sheet = file->sheet;
  choices.mapping.reset();
  job.choices = std::move(choices);
  job.glance = std::move(*seen);
  job.phase = ImportPhase::uploaded;
  job.preview.reset();
  job.counts.reset();
  job.error.reset();
  job.importer.reset();
  return {};
}

Result<std::unique_ptr<ledger::Importer>> ImportDesk::importer_for(const ImportJob& job) {
  const auto& profile = job.choices.profile;
  if (job.kind == ledger::ProfileKind::cases) {
    return std::unique_ptr<ledger::Importer>(
        std::make_unique<ledger::CaseImport>(services_.cases, profile, job.by, job.id));
  }
  auto rights = ledger::directory_rights(services_.cases, job.by);
  if (!rights) return rights.error();
  rights->id = job.id;
  if (options_.make_sign_in) {
    rights->make_sign_in = [this, by = job.by](const std::string& person) { return options_.make_sign_in(person, by); };
  }
  return job.kind == ledger::ProfileKind::units ? ledger::unit_import(services_.cases, profile, std::move(*rights))
                                                : ledger::people_import(services_.cases, profile, std::move(*rights));
}

ledger::Progress ImportDesk::progress_of(ImportJob& job) {
  return [this, &job](std::int64_t done, std::int64_t of) {
    job.done = done;
    job.total = of;
    if (stopping_ || job.given_up) throw Stopped{};
  };
}

void ImportDesk::start(const ImportJobPtr& job, ImportPhase phase, std::function<Result<void>(ImportJob&)> work,
                       std::chrono::milliseconds patience) {
  if (job->worker.joinable()) job->worker.join();
  struct Signal {
    std::mutex mutex;
    std::condition_variable changed;
    bool through = false;
  };
  const auto signal = std::make_shared<Signal>();
  {
    const std::lock_guard lock(job->mutex);
    job->phase = phase;
    job->error.reset();
  }
  job->worker = std::thread([job = job.get(), work = std::move(work), signal] {
    Result<void> result;
    try {
      result = work(*job);
    } catch (const Stopped&) {
      result = Error("import_unknown");
    } catch (const std::exception&) {
      result = Error("internal_error");
    }
    {
      const std::lock_guard lock(job->mutex);
      if (!result) {
        job->phase = ImportPhase::failed;
        job->error = result.error();
      }
    }
    job->busy = false;
    const std::lock_guard lock(signal->mutex);
    signal->through = true;
    signal->changed.notify_all();
  });
  std::unique_lock lock(signal->mutex);
  signal->changed.wait_for(lock, patience, [&] { return signal->through; });
}

Result<void> ImportDesk::check(const ImportJobPtr& job, std::chrono::milliseconds patience) {
  if (job->busy.exchange(true)) return Error("import_busy");
  auto importer = importer_for(*job);
  if (!importer) {
    job->busy = false;
    return importer.error();
  }
  auto work = [this, made = std::shared_ptr<ledger::Importer>(std::move(*importer))](ImportJob& own) -> Result<void> {
    auto file = ledger::open_file(own.bytes, own.choices.sheet);
    if (!file) return file.error();
    const auto* mapping = own.choices.mapping ? &*own.choices.mapping : nullptr;
    auto preview = made->check(*file->rows, mapping, own.glance.rows, progress_of(own));
    if (!preview) return preview.error();
    const std::lock_guard lock(own.mutex);
    own.preview = std::move(*preview);
    own.importer = made;
    own.phase = ImportPhase::checked;
    return {};
  };
  start(job, ImportPhase::checking, std::move(work), patience);
  return {};
}

Result<void> ImportDesk::run(const ImportJobPtr& job, std::chrono::milliseconds patience) {
  if (job->busy.exchange(true)) return Error("import_busy");
  if (job->importer == nullptr || job->phase != ImportPhase::checked) {
    job->busy = false;
    return Error("import_not_checked");
  }
  auto work = [this](ImportJob& own) -> Result<void> {
    auto file = ledger::open_file(own.bytes, own.choices.sheet);
    if (!file) return file.error();
    auto counts = own.importer->run(*file->rows, own.choices.mode, progress_of(own));
    if (!counts) return counts.error();
    {
      const std::lock_guard lock(own.mutex);
      own.counts = std::move(*counts);
      own.phase = ImportPhase::done;
    }
    keep_result(own);
    return {};
  };
  start(job, ImportPhase::running, std::move(work), patience);
  return {};
}

// That it was done stays in the log, without the file.
void ImportDesk::keep_result(ImportJob& job) {
  const boost::json::object detail{{"sha256", sha256_hex(*job.bytes)}, {"profile", job.choices.profile_id},
                                   {"rows", job.preview->rows},        {"created", job.counts->created},
                                   {"skipped", job.counts->skipped},   {"refused", job.counts->refused}};
  const auto kept = services_.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    session.records().add_log({.at = services_.now(),
                               .actor = job.by,
                               .action = "import",
                               .subject = "import:" + job.id,
                               .detail = boost::json::serialize(detail)});
    return {};
  });
  if (!kept) throw std::runtime_error("the import could not be logged: " + kept.error().message());
}

void ImportDesk::forget(const ImportJobPtr& job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.erase(job->id);
  }
  job->given_up = true;
  if (job->worker.joinable()) job->worker.join();
}

void ImportDesk::drop_old() {
  std::vector<ImportJobPtr> old;
  {
    const std::lock_guard lock(mutex_);
    for (auto at = jobs_.begin(); at != jobs_.end();) {
      const std::lock_guard inner(at->second->mutex);
      const bool over = !at->second->busy && at->second->touched_at + kept_for < services_.now();
      if (over) old.push_back(at->second);
      at = over ? jobs_.erase(at) : std::next(at);
    }
  }
  for (const auto& job : old) {
    if (job->worker.joinable()) job->worker.join();
  }
}

}  // namespace bihuan::api

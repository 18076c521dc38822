#include "web/api/ledger/import_view.h"

#include <boost/json/array.hpp>

#include "web/api/views.h"

namespace bihuan::api {
namespace {

namespace json = boost::json;

json::array problems_view(const std::vector<ledger::RowProblem>& problems, std::string_view language) {
  json::array out;
  out.reserve(problems.size());
  for (const auto& problem : problems) {
    out.push_back(json::object{{"row", problem.row},
                               {"column", problem.heading},
                               {"column_index", problem.column},
                               {"code", problem.error.code},
                               {"message", problem.error.message(language)},
                               {"hint", problem.error.hint(language)},
                               {"note", problem.note}});
  }
  return out;
}

const ledger::Mapping& mapping_of(const ImportJob& job) {
  if (job.preview) return job.preview->mapping;
  return job.choices.mapping ? *job.choices.mapping : job.glance.mapping;
}

json::array columns_view(const ImportJob& job) {
  json::array out;
  for (const auto& column : mapping_of(job).columns) {
    const auto index = static_cast<std::size_t>(column.column);
    if (column.heading.empty()) continue;
    out.push_back(json::object{{"index", column.column + 1},
                               {"heading", column.heading},
                               {"suggested", column.target.empty() ? json::value(nullptr) : json::value(column.target)},
                               {"certain", column.certain},
                               {"sample", index < job.glance.samples.size() ? job.glance.samples[index] : ""}});
  }
  return out;
}

json::array targets_view(const Services& services, const ledger::Profile& profile, std::string_view language) {
  json::array out;
  const auto definition = ledger::definition_of(services.cases, profile);
  if (!definition) return out;
  for (const auto& target : ledger::targets_of(profile, definition->get(), language)) {
    out.push_back(json::object{{"id", target.id}, {"title", target.title}, {"required", target.required}});
  }
  return out;
}

}  // namespace

std::string_view name_of(ledger::ProfileKind kind) {
  return kind == ledger::ProfileKind::cases ? "cases" : kind == ledger::ProfileKind::units ? "units" : "people";
}

std::optional<ledger::ProfileKind> profile_kind_of(std::string_view name) {
  for (const auto kind : {ledger::ProfileKind::cases, ledger::ProfileKind::units, ledger::ProfileKind::people}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

json::object import_view(const Services& services, const ImportJob& job, std::string_view language, bool whole) {
  const std::lock_guard lock(job.mutex);
  const auto& profile = job.choices.profile;
  json::array sheets(job.sheets.begin(), job.sheets.end());
  json::object out{{"id", job.id},
                   {"name", job.name},
                   {"created_at", instant_text(job.created_at)},
                   {"kind", name_of(job.kind)},
                   {"workflow", profile.workflow},
                   {"profile", job.choices.profile_id},
                   {"profile_title", profile.title},
                   {"datum", ledger::name_of(profile.datum)},
                   {"mode", job.choices.mode == ledger::Importer::Mode::good_rows ? "good" : "all"},
                   {"file", json::object{{"kind", job.file_kind},
                                         {"encoding", job.encoding},
                                         {"sheets", std::move(sheets)},
                                         {"sheet", job.choices.sheet}}},
                   {"state", name_of(job.phase)},
                   {"rows", job.glance.rows},
                   {"done", job.done.load()},
                   {"total", job.total.load()},
                   {"error", nullptr}};
  if (job.preview) {
    out["good"] = job.preview->good;
    out["bad"] = job.preview->bad;
    out["duplicates"] = job.preview->duplicates;
    out["problems_total"] = job.preview->problems_total;
  }
  if (job.counts) {
    out["created"] = job.counts->created;
    out["skipped"] = job.counts->skipped;
    out["refused"] = job.counts->refused;
    out["sign_ins"] = job.counts->sign_ins.size();
  }
  if (job.error) {
    out["error"] = json::object{
        {"code", job.error->code}, {"message", job.error->message(language)}, {"hint", job.error->hint(language)}};
  }
  if (!whole) return out;
  out["heading_row"] = mapping_of(job).heading_row;
  out["columns"] = columns_view(job);
  out["targets"] = targets_view(services, profile, language);
  if (job.preview) out["problems"] = problems_view(job.preview->problems, language);
  if (job.counts) out["refusals"] = problems_view(job.counts->refusals, language);
  return out;
}

json::object profile_view(const Services& services, const ledger::KnownProfile& known, std::string_view language,
                          bool whole) {
  json::object out{{"id", known.profile.id},
                   {"title", known.profile.title},
                   {"kind", name_of(ledger::kind_of(known.profile))},
                   {"workflow", known.profile.workflow},
                   {"shipped", known.shipped},
                   {"version", known.version},
                   {"saved_by", known.shipped ? json::value(nullptr) : json::value(known.saved_by)},
                   {"saved_at", known.shipped ? json::value(nullptr) : json::value(instant_text(known.saved_at))}};
  if (!whole) return out;
  auto rest = ledger::to_json(known.profile);
  for (auto& member : rest) out[member.key()] = std::move(member.value());
  out["targets"] = targets_view(services, known.profile, language);
  return out;
}

}  // namespace bihuan::api

#include "engine/ledger/profiles.h"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "engine/ledger/case_cells.h"
#include "engine/ledger/directory_import.h"
#include "engine/ledger/mapping.h"

namespace bihuan::ledger {
namespace {

constexpr const char* profile_documents = "ledger_profile";
constexpr std::size_t longest_title = 100;

bool is_shipped(std::string_view id) {
  const auto shipped = shipped_profiles();
  return std::find(shipped.begin(), shipped.end(), id) != shipped.end();
}

std::optional<KnownProfile> kept(const runtime::Document& document) {
  boost::system::error_code malformed;
  const auto body = boost::json::parse(document.body, malformed);
  if (malformed) return std::nullopt;
  auto profile = profile_from_json(body);
  if (!profile) return std::nullopt;
  return KnownProfile{std::move(*profile), false, document.version, document.updated_by, document.updated_at};
}

Result<void> check_targets(runtime::CaseService& service, const Profile& profile) {
  const auto definition = definition_of(service, profile);
  if (!definition) return definition.error();
  const auto known = targets_of(profile, definition->get(), "zh-CN");
  for (const auto& column : profile.columns) {
    const bool found =
        std::any_of(known.begin(), known.end(), [&](const Target& target) { return target.id == column.to; });
    if (!found && !only_goes_out(definition->get(), column.to))
      return Error("ledger_target_unknown", {{"target", column.to}});
  }
  return {};
}

}  // namespace

Result<runtime::DefinitionPtr> definition_of(runtime::CaseService& service, const Profile& profile) {
  if (profile.workflow.empty()) return runtime::DefinitionPtr{};
  const auto office = service.definitions().calendar("cn");
  const auto today = office->zone().to_local(service.clock().now()).date;
  return service.definitions().for_new_case(profile.workflow, calendar::to_string(today));
}

std::vector<KnownProfile> Profiles::all() const {
  std::vector<KnownProfile> out;
  for (const auto& document : service_.store().read()->records().documents(profile_documents)) {
    if (auto known = kept(document)) out.push_back(std::move(*known));
  }
  for (const auto& id : shipped_profiles()) {
    if (auto profile = shipped_profile(id)) out.push_back({std::move(*profile), true, 0, {}, 0});
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::tuple(kind_of(a.profile), a.profile.workflow) < std::tuple(kind_of(b.profile), b.profile.workflow);
  });
  return out;
}

Result<KnownProfile> Profiles::find(std::string_view id) const {
  if (const auto document = service_.store().read()->records().document(profile_documents, id)) {
    if (auto known = kept(*document)) return std::move(*known);
  }
  auto profile = shipped_profile(id);
  if (!profile) return profile.error();
  return KnownProfile{std::move(*profile), true, 0, {}, 0};
}

Result<KnownProfile> Profiles::best_for(const std::string& workflow, ProfileKind kind,
                                        const std::vector<Row>& first_rows) const {
  std::optional<KnownProfile> best;
  int most = -1;
  for (auto& known : all()) {
    if (kind_of(known.profile) != kind || known.profile.workflow != workflow) continue;
    const auto definition = definition_of(service_, known.profile);
    if (!definition) return definition.error();
    int score = 0;
    for (const auto& row : first_rows) score = std::max(score, known_headings(row, known.profile, definition->get()));
    if (score > most) {
      most = score;
      best = std::move(known);
    }
  }
  if (!best) return Error("ledger_profile_unknown", {{"profile", workflow}});
  return std::move(*best);
}

Result<KnownProfile> Profiles::keep(Profile profile, std::int64_t version, const std::string& by) const {
  if (profile.title.empty() || profile.title.size() > longest_title) {
    return Error("ledger_profile_invalid", {{"part", "title"}});
  }
  if (profile.id.empty()) profile.id = latin_id(profile.title);
  if (profile.id.empty()) profile.id = "profile";
  if (is_shipped(profile.id)) return Error("ledger_profile_shipped", {{"profile", profile.id}});
  if (auto good = check_targets(service_, profile); !good) return good.error();
  KnownProfile known{profile, false, 0, by, service_.clock().now()};
  const auto saved = service_.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    const auto put = session.records().put_document(
        {profile_documents, profile.id, version, boost::json::serialize(to_json(profile)), known.saved_at, by});
    if (!put) return put.error();
    known.version = *put;
    session.records().add_log({.at = known.saved_at,
                               .actor = by,
                               .action = "put_profile",
                               .subject = "profile:" + profile.id,
                               .detail = "{}"});
    return {};
  });
  if (!saved) return saved.error();
  return known;
}

Result<void> Profiles::remove(std::string_view id, const std::string& by) const {
  if (is_shipped(id)) return Error("ledger_profile_shipped", {{"profile", std::string(id)}});
  return service_.writer().run([&](runtime::WriteSession& session) -> Result<void> {
    if (!session.records().document(profile_documents, id)) {
      return Error("ledger_profile_unknown", {{"profile", std::string(id)}});
    }
    session.records().delete_document(profile_documents, id);
    session.records().add_log({.at = service_.clock().now(),
                               .actor = by,
                               .action = "delete_profile",
                               .subject = "profile:" + std::string(id),
                               .detail = "{}"});
    return {};
  });
}

}  // namespace bihuan::ledger

#include "engine/runtime/loading.h"

#include <boost/json.hpp>
#include <mutex>

#include "engine/core/event_json.h"

namespace bihuan::runtime {

namespace json = boost::json;

OrganisationCache::Picture OrganisationCache::current(DirectoryReads& directory) {
  const auto version = directory.version();
  {
    const std::shared_lock lock(mutex_);
    if (version == kept_.version) return kept_;
  }
  std::vector<core::RoleAssignment> roles;
  for (auto& stored : directory.roles()) roles.push_back(std::move(stored.role));
  std::vector<core::Absence> absences;
  for (auto& stored : directory.absences()) absences.push_back(std::move(stored.absence));
  const Picture made{version, std::make_shared<const core::Organisation>(directory.units(), directory.persons(),
                                                                         std::move(roles), std::move(absences))};
  const std::unique_lock lock(mutex_);
  // Two readers may stand at different versions: the newer picture stays.
  if (version > kept_.version) kept_ = made;
  return made;
}

Result<LoadedCase> read_case(CaseReads& cases, Definitions& definitions, const Sealing& sealing, CaseRecord&& record) {
  auto definition = definitions.by_hash(record.row.definition_hash);
  if (!definition) return definition.error();
  const auto find = [&](std::string_view id) { return cases.sealed(id); };
  PersonalRecords personal;
  auto read = core::case_from_json(**definition, record.state, unsealing(sealing, find, &personal));
  if (!read) return read.error();
  return Result<LoadedCase>(boost::system::in_place_value, std::move(*definition), std::move(record), std::move(*read),
                            std::move(personal));
}

Result<LoadedCase> load_case(CaseReads& cases, Definitions& definitions, const Sealing& sealing, std::int64_t id) {
  auto record = cases.load(id);
  if (!record) return Error("not_found");
  return read_case(cases, definitions, sealing, std::move(*record));
}

std::optional<PartyData> open_party(const Sealing& sealing, const SealedRecord& record) {
  if (!record.kind.starts_with("party:")) return std::nullopt;
  const auto plain = sealing.open(record.ciphertext, record.id);
  if (!plain) return std::nullopt;
  const auto parsed = json::parse(*plain);
  const auto member = [&](const char* name) -> std::string {
    const auto* found = parsed.get_object().if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string{};
  };
  return PartyData{
      record.id, record.kind.substr(6), member("name"), member("phone"), member("id_number"), member("address"), {}};
}

std::string normalised_phone(std::string_view phone) {
  std::string digits;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') digits += c;
  }
  if (digits.size() == 13 && digits.starts_with("86")) digits.erase(0, 2);
  return digits;
}

std::vector<std::string> blind_values(const Sealing& sealing, const PartyData& party) {
  std::vector<std::string> values;
  const auto add = [&](std::string_view what, const std::string& identifier) {
    if (!identifier.empty()) values.push_back(sealing.blind(what, identifier));
  };
  std::string identity = party.id_number;
  for (auto& c : identity) c = c == 'x' ? 'X' : c;
  add("phone", normalised_phone(party.phone));
  add("id", identity);
  add("name", party.name);
  if (!party.name.empty()) values.push_back(accused_value(sealing, party.kind, party.name));
  return values;
}

std::string accused_value(const Sealing& sealing, std::string_view party_kind, std::string_view name) {
  return sealing.blind("party/" + std::string(party_kind), name);
}

std::vector<std::string> accused_kinds(const core::Definition& definition) {
  std::vector<std::string> kinds;
  for (const auto& kind : definition.parties) {
    if (kind.accused) kinds.push_back(kind.id);
  }
  return kinds;
}

std::string local_date(const calendar::WorkingCalendar& calendar, Millis at) {
  return calendar::to_string(calendar.zone().to_local(at).date);
}

}  // namespace bihuan::runtime

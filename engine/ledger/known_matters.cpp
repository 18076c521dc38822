#include "engine/ledger/known_matters.h"

#include <boost/json.hpp>

#include "engine/base/hash.h"
#include "engine/ledger/normal.h"

namespace bihuan::ledger {
namespace {

constexpr std::size_t key_length = 24;

std::string text_field(const boost::json::object& fields, const std::string& name) {
  const auto* value = fields.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::optional<std::string> number_at(const std::map<std::string, std::string>& table, const std::string& key) {
  const auto found = table.find(key);
  if (found == table.end()) return std::nullopt;
  return found->second;
}

}  // namespace

void KnownMatters::read(runtime::Store& store, const Profile& profile, const calendar::Zone& zone) {
  by_identity_.clear();
  by_wording_.clear();
  runtime::CaseQuery query;
  query.visible.all = true;
  query.workflow = profile.workflow;
  store.read()->cases().scan(query, [&](const runtime::CaseRecord& record) {
    by_identity_.emplace(normal(record.row.number), record.row.number);
    const auto state = boost::json::parse(record.state);
    const auto* fields = state.as_object().if_contains("fields");
    if (fields == nullptr || !fields->is_object()) return true;
    std::string identity;
    for (const auto& part : profile.identity) identity += normal(text_field(fields->get_object(), part));
    if (!identity.empty()) by_identity_.emplace(std::move(identity), record.row.number);
    auto wording = wording_key(text_field(fields->get_object(), "summary"), zone.to_local(record.row.received_at).date);
    if (!wording.empty()) by_wording_.emplace(std::move(wording), record.row.number);
    return true;
  });
}

std::optional<std::string> KnownMatters::with_identity(const std::string& identity) const {
  return number_at(by_identity_, identity);
}

std::optional<std::string> KnownMatters::with_wording(const std::string& key) const {
  return number_at(by_wording_, key);
}

std::string KnownMatters::wording_key(const std::string& summary, calendar::Date received) {
  if (summary.empty()) return {};
  return sha256_hex(calendar::to_string(received) + normal(summary)).substr(0, key_length);
}

}  // namespace bihuan::ledger

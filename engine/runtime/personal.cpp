#include "engine/runtime/personal.h"

#include <sodium.h>

#include <boost/json.hpp>

#include "engine/base/hash.h"
#include "engine/runtime/audit.h"

namespace bihuan::runtime {
namespace {

namespace json = boost::json;

constexpr const char* reference = "$sealed";

bool is_unset(const json::value& value) {
  return value.is_null() || (value.is_string() && value.get_string().empty()) ||
         (value.is_array() && value.get_array().empty());
}

const json::value* reference_in(const json::value& value) {
  if (!value.is_object()) return nullptr;
  const auto* found = value.get_object().if_contains(reference);
  return found != nullptr && found->is_string() ? found : nullptr;
}

std::string text_of(const json::value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

}  // namespace

std::string new_record_id() {
  std::string bytes(16, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex(bytes);
}

std::set<std::string, std::less<>> personal_fields(const core::Definition& definition) {
  std::set<std::string, std::less<>> fields;
  for (const auto& field : definition.fields) {
    if (field.personal) fields.insert(field.id);
  }
  return fields;
}

PersonalWriter::PersonalWriter(const core::Definition& definition, const Sealing& sealing, std::int64_t case_id,
                               PersonalRecords known)
    : fields_(personal_fields(definition)), sealing_(sealing), case_id_(case_id), known_(std::move(known)) {}

std::string PersonalWriter::seal_value(json::value& value, const std::string& kind) {
  if (is_unset(value)) return {};
  SealedRecord record{new_record_id(), case_id_, kind, {}, {}};
  auto sealed = sealing_.seal(json::serialize(value), record.id);
  record.ciphertext = std::move(sealed.ciphertext);
  value = json::object{{reference, record.id}, {"commitment", sealed.commitment}};
  records_.push_back(std::move(record));
  return records_.back().id;
}

void PersonalWriter::seal_event(json::object& event) {
  if (fields_.empty()) return;
  if (const auto* requested = event.if_contains("fields"); requested != nullptr) {
    // Values handed to a sub-case: which of them are personal is the sub-case's definition's to say, so all are sealed.
    seal_value(event["fields"], "fields");
    return;
  }
  const auto* field = event.if_contains("field");
  if (field == nullptr || !field->is_string() || !fields_.contains(text_of(*field))) return;
  const auto name = text_of(*field);
  for (const char* member : {"value", "before", "after"}) {
    auto* value = event.if_contains(member);
    if (value == nullptr) continue;
    const auto id = seal_value(*value, "field:" + name);
    if (std::string_view(member) != "before") known_[name] = id;
  }
}

void PersonalWriter::seal_state(json::object& state) {
  auto* fields = state.if_contains("fields");
  if (fields_.empty() || fields == nullptr || !fields->is_object()) return;
  for (const auto& name : fields_) {
    auto* value = fields->get_object().if_contains(name);
    if (value == nullptr || is_unset(*value)) continue;
    const auto known = known_.find(name);
    if (known != known_.end() && !known->second.empty()) {
      *value = json::object{{reference, known->second}};
    } else {
      seal_value(*value, "field:" + name);
    }
  }
}

PersonalRecords unseal(json::value& value, const Sealing& sealing, const RecordFinder& find) {
  PersonalRecords found;
  const auto open = [&](const json::value& id) -> json::value {
    const auto record = find(text_of(id));
    if (!record) return nullptr;
    const auto plain = sealing.open(record->ciphertext, record->id);
    return plain ? json::parse(*plain) : json::value(nullptr);
  };
  if (value.is_array()) {
    for (auto& item : value.get_array()) unseal(item, sealing, find);
    return found;
  }
  if (!value.is_object()) return found;
  for (auto& member : value.get_object()) {
    auto& inner = member.value();
    if (const auto* id = reference_in(inner)) {
      found[std::string(member.key())] = text_of(*id);
      inner = open(*id);
      if (inner.is_null() && member.key() == "fields") inner = json::array();
    } else if (member.key() == "fields" && inner.is_object()) {
      found.merge(unseal(inner, sealing, find));
    }
  }
  return found;
}

}  // namespace bihuan::runtime

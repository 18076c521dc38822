#include "engine/runtime/personal.h"

#include <fmt/format.h>
#include <sodium.h>

#include "engine/base/hash.h"
#include "engine/core/field_values.h"
#include "engine/expression/json.h"

namespace bihuan::runtime {

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

// The new record's id; the reference to it stands in reference_.
const std::string& PersonalWriter::seal(const std::string& kind, const expression::Value& value) {
  SealedRecord record{new_record_id(), case_id_, kind, {}, {}};
  auto sealed = sealing_.seal(expression::to_json_text(value), record.id);
  record.ciphertext = std::move(sealed.ciphertext);
  reference_ = fmt::format(R"({{"$sealed":"{}","commitment":"{}"}})", record.id, sealed.commitment);
  records_.push_back(std::move(record));
  return records_.back().id;
}

std::optional<std::string> PersonalWriter::seal_field(const std::string& field, std::string_view member,
                                                      const expression::Value& value) {
  const bool unset = core::is_unset(value);
  const std::string id = unset ? std::string{} : seal("field:" + field, value);
  if (member != "before") known_[field] = id;
  if (unset) return std::nullopt;
  return reference_;
}

core::Seal PersonalWriter::of_event(const core::EventBody& body) {
  if (fields_.empty()) return {};
  if (std::holds_alternative<core::SubCaseRequested>(body)) {
    // Values handed to a sub-case: which of them are personal is the sub-case's definition's to say, so all are sealed.
    return [this](std::string_view, const expression::Value& fields) {
      seal("fields", fields);
      return std::optional(reference_);
    };
  }
  const std::string* field = nullptr;
  if (const auto* set = std::get_if<core::FieldSet>(&body)) field = &set->field;
  if (const auto* corrected = std::get_if<core::FieldCorrected>(&body)) field = &corrected->field;
  if (field == nullptr || !fields_.contains(*field)) return {};
  return [this, field](std::string_view member, const expression::Value& value) {
    return seal_field(*field, member, value);
  };
}

core::Seal PersonalWriter::of_state() {
  if (fields_.empty()) return {};
  return [this](std::string_view field, const expression::Value& value) -> std::optional<std::string> {
    if (!fields_.contains(field) || core::is_unset(value)) return std::nullopt;
    const auto known = known_.find(field);
    if (known != known_.end() && !known->second.empty()) return fmt::format(R"({{"$sealed":"{}"}})", known->second);
    return seal_field(std::string(field), "value", value);
  };
}

core::Unseal unsealing(const Sealing& sealing, RecordFinder find, PersonalRecords* found) {
  return [&sealing, find = std::move(find), found](std::string_view member,
                                                   std::string_view id) -> std::optional<std::string> {
    if (found != nullptr) (*found)[std::string(member)] = id;
    const auto record = find(id);
    if (!record) return std::nullopt;
    auto plain = sealing.open(record->ciphertext, record->id);
    if (!plain) return std::nullopt;
    return std::move(*plain);
  };
}

core::Unseal leaving_sealed() {
  return [](std::string_view, std::string_view) { return std::optional<std::string>{}; };
}

}  // namespace bihuan::runtime

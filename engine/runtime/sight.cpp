#include "engine/runtime/sight.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace bihuan::runtime {

std::string mask_name(const std::string& name) {
  if (name.empty()) return name;
  std::size_t end = 0;
  static_cast<void>(utf8::decode(name, end));
  return name.substr(0, end) + "**";
}

std::string mask_number(const std::string& number) {
  if (number.size() < 8) return number.empty() ? number : "****";
  return number.substr(0, 3) + "****" + number.substr(number.size() - 4);
}

bool knows_accused(const core::Definition& definition) {
  return std::any_of(definition.parties.begin(), definition.parties.end(),
                     [](const core::PartyKind& kind) { return kind.accused; });
}

bool is_accused(const std::vector<PartyData>& parties, const core::Definition& definition, const core::Actor& actor,
                const core::Organisation& organisation) {
  const auto* unit = organisation.unit(actor.unit);
  if (unit == nullptr) return false;
  return std::any_of(parties.begin(), parties.end(), [&](const PartyData& party) {
    const auto* kind = party_kind(definition, party.kind);
    return kind != nullptr && kind->accused && (party.name == unit->title || party.name == unit->id);
  });
}

const core::PartyKind* party_kind(const core::Definition& definition, std::string_view id) {
  const auto found = std::find_if(definition.parties.begin(), definition.parties.end(),
                                  [&](const core::PartyKind& kind) { return kind.id == id; });
  return found == definition.parties.end() ? nullptr : &*found;
}

}  // namespace bihuan::runtime

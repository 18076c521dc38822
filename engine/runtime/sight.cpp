#include "engine/runtime/sight.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "engine/base/utf8.h"
#include "engine/runtime/projection.h"

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

std::string mask_text(const std::string& text) {
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii && digits >= 7 ? mask_number(text) : mask_name(text);
}

std::set<std::string> accused_names(const core::Organisation& organisation, std::string_view unit) {
  std::set<std::string> names;
  for (std::size_t steps = 0; steps <= organisation.units().size(); ++steps) {
    const auto* known = organisation.unit(unit);
    if (known == nullptr || known->parent.empty()) break;
    names.insert(known->title);
    names.insert(known->id);
    unit = known->parent;
  }
  return names;
}

std::vector<std::string> sealed_words(const core::Definition& definition, const std::vector<PartyData>& parties) {
  std::vector<std::string> words;
  for (const auto& party : parties) {
    const auto* kind = party_kind(definition, party.kind);
    if (kind == nullptr || !kind->sealed) continue;
    for (const auto& each : {party.name, party.phone, party.id_number, party.address}) {
      if (!each.empty()) words.push_back(each);
    }
  }
  return words;
}

void redact_texts(boost::json::value& value, const std::vector<std::string>& words) {
  if (words.empty()) return;
  if (value.is_string()) {
    value = redacted(std::string_view(value.get_string()), words);
  } else if (value.is_array()) {
    for (auto& item : value.get_array()) redact_texts(item, words);
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) redact_texts(member.value(), words);
  }
}

const core::PartyKind* party_kind(const core::Definition& definition, std::string_view id) {
  const auto found = std::find_if(definition.parties.begin(), definition.parties.end(),
                                  [&](const core::PartyKind& kind) { return kind.id == id; });
  return found == definition.parties.end() ? nullptr : &*found;
}

}  // namespace bihuan::runtime

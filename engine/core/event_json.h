// Events and cases as JSON text: the form in which they are stored and hashed. Pure but for what the callbacks do.
// What is empty, zero or false is left out; values stand in the wire forms of contracts §5.
// Reading fails with `event_unreadable` or `case_unreadable` {what}: the text was not written for this definition.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/core/event.h"

namespace bihuan {
class JsonText;
}

namespace bihuan::core {

// "TransitionTaken": stable, also the `type` member of the JSON.
[[nodiscard]] std::string_view type_of(const EventBody& body);

// Asked for each value that stands at a member of an event, or at a field of a case: JSON text that is written instead,
// a reference {"$sealed": RECORD, ...}; nothing: the value itself. None: nothing is replaced.
using Seal = std::function<std::optional<std::string>(std::string_view member, const expression::Value& value)>;
// The JSON text that such a reference stands for; nothing: it was erased, and reads as null (as an empty list where a
// list stood). None: references are read as any map.
using Unseal = std::function<std::optional<std::string>(std::string_view member, std::string_view record)>;

// {"type": "FieldSet", "field": …}; seq, time and actor stand beside it, where it is stored.
void write_event(JsonText& out, const Definition& definition, const EventBody& body, const Seal& seal = {});
[[nodiscard]] std::string to_json_text(const Definition& definition, const EventBody& body);
// A list of them.
[[nodiscard]] Result<std::vector<EventBody>> events_from_json(const Definition& definition, std::string_view text,
                                                              const Unseal& unseal = {});

// The whole state; the declared fields stand under "fields" by their ids.
[[nodiscard]] std::string to_json_text(const Definition& definition, const CaseState& state, const Seal& seal = {});
[[nodiscard]] Result<CaseState> case_from_json(const Definition& definition, std::string_view text,
                                               const Unseal& unseal = {});

}  // namespace bihuan::core

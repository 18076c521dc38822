// Events and cases as JSON: the form in which they are stored and hashed. Pure functions.
// What is empty, zero or false is left out; values stand in the wire forms of contracts §5.
// Reading fails with `event_unreadable` or `case_unreadable` {what}: the text was not written for this definition.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>

#include "engine/base/error.h"
#include "engine/core/event.h"

namespace bihuan::core {

// "TransitionTaken": stable, also the `type` member of the JSON.
[[nodiscard]] std::string_view type_of(const EventBody& body);

// {"type": "FieldSet", "field": …}; seq, time and actor stand beside it, where it is stored.
[[nodiscard]] boost::json::object to_json(const Definition& definition, const EventBody& body);
[[nodiscard]] Result<EventBody> event_from_json(const Definition& definition, const boost::json::value& json);

// The whole state; the declared fields stand under "fields" by their ids.
[[nodiscard]] boost::json::object to_json(const Definition& definition, const CaseState& state);
[[nodiscard]] Result<CaseState> case_from_json(const Definition& definition, const boost::json::value& json);

}  // namespace bihuan::core

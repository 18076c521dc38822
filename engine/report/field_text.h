// What a person reads of a field's value in a document: units and people by name, days as days. Pure.
#pragma once

#include <string>

#include "engine/calendar/zone.h"
#include "engine/core/people.h"
#include "engine/core/workflow.h"

namespace bihuan::report {

// Empty when the field is unset.
[[nodiscard]] std::string field_text(const core::Field& field, const expression::Value& value,
                                     const core::Organisation& organisation, const calendar::Zone& zone);

}  // namespace bihuan::report

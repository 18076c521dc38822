// Values of declared fields: what a person or another system gave, checked against the field's type, choices and
// bounds, in the type that expressions see (contracts §2). Pure; share freely.
#pragma once

#include "engine/base/error.h"
#include "engine/calendar/zone.h"
#include "engine/core/workflow.h"
#include "engine/expression/value.h"

namespace bihuan::core {

// The word of the language: "long text", "yes/no".
[[nodiscard]] std::string_view field_type_name(FieldType type);

// The unset value of a type: '' of text, [] of lists, null of everything else.
[[nodiscard]] expression::Value unset_value(FieldType type);
[[nodiscard]] bool is_unset(const expression::Value& value);

// Dates and times may come as text ("2022-06-01", "2022-06-01T09:00", local in `zone` unless an offset is named); a
// whole number serves for `number`; null means unset. Errors: field_type, field_choice, field_bounds, field_length,
// field_count, field_place, with the arguments `field` (id) and `title`.
[[nodiscard]] Result<expression::Value> field_value(const Field& field, const expression::Value& given,
                                                    const calendar::Zone& zone);

[[nodiscard]] std::optional<std::size_t> field_index(const Definition& definition, std::string_view id);

}  // namespace bihuan::core

// The fields of a case as this person may read them: in clear, redacted, masked or not at all.
#include <fmt/format.h>

#include <array>

#include "engine/core/field_values.h"
#include "engine/core/scope.h"
#include "engine/runtime/projection.h"
#include "web/api/case_view.h"

namespace bihuan::api {

namespace {

// What a person reads who may not read it in clear: 张**, 138****1234; nothing of what is not text.
void write_masked(JsonText& out, const expression::Value& value) {
  if (!value.is(expression::Kind::string)) return out.value(nullptr);
  out.value(mask_text(value.as_string()));
}

// Free text, and every text in the cells of a table: names of sealed parties may stand in both.
void write_told(JsonText& out, const CaseSight& sight, const core::Field& field, const expression::Value& value) {
  const bool free = field.type == core::FieldType::text || field.type == core::FieldType::long_text ||
                    field.type == core::FieldType::table;
  const auto& zone = sight.acting.calendar->zone();
  if (!free || sight.secrets.empty()) return write_value(out, field, value, zone);
  write_value(out, field, value, zone, [&](const std::string& text) { return sight.redacted(text); });
}

struct Marks {
  bool readable, editable, required, masked;
};

// Every field ends with them, and there are few ways to.
void write_marks(JsonText& out, const Marks& marks) {
  static const auto texts = [] {
    std::array<std::string, 8> made;
    const auto word = [](std::size_t bit) { return bit != 0 ? "true" : "false"; };
    for (std::size_t i = 0; i < made.size(); ++i) {
      made[i] = fmt::format(R"("readable":{},"editable":{},"required":{},"masked")", word(i & 4U), word(i & 2U),
                            word(i & 1U));
    }
    return made;
  }();
  out.members(texts[(marks.readable ? 4U : 0U) + (marks.editable ? 2U : 0U) + (marks.required ? 1U : 0U)],
              marks.masked);
}

// `form`: what the definition says of the field (FieldForms).
void write_field(JsonText& out, const CaseSight& sight, const core::Scope& scope, std::size_t index,
                 const std::string& form) {
  const auto& definition = *sight.acting.definition;
  const core::Field& field = definition.fields[index];
  const auto seen = core::field_sight(definition, scope, sight.acting.context.actor, field);
  if (seen == core::FieldSight::hidden) return;
  const auto& value = sight.stored.state.machine.data[index];
  const bool clear = seen == core::FieldSight::clear;
  const bool editable = clear && !field.computed && !is_redacted(sight, value);
  out.object([&] {
    out.members(form, [&] { clear ? write_told(out, sight, field, value) : write_masked(out, value); });
    write_marks(out, {.readable = clear,
                      .editable = editable && scope.holds(field.editable, field.where),
                      .required = scope.holds(field.required, field.where),
                      .masked = !clear && !core::is_unset(value)});
  });
}

}  // namespace

bool is_redacted(const CaseSight& sight, const expression::Value& value) {
  return !sight.secrets.empty() && value.is(expression::Kind::string) &&
         sight.redacted(value.as_string()) != value.as_string();
}

boost::json::value told_value(const CaseSight& sight, const core::Field& field, const expression::Value& value) {
  return written([&](JsonText& out) { write_told(out, sight, field, value); });
}

void write_fields(JsonText& out, const CaseSight& sight) {
  const auto& definition = *sight.acting.definition;
  const core::Scope scope(definition, sight.stored.state, sight.acting.context);
  const auto forms = sight.context.services.field_forms->of(definition);
  out.array([&] {
    for (std::size_t i = 0; i < definition.fields.size(); ++i) write_field(out, sight, scope, i, forms->at(i));
  });
}

}  // namespace bihuan::api

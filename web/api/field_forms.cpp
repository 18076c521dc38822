#include "web/api/field_forms.h"

#include <mutex>

#include "engine/base/json_text.h"
#include "engine/core/field_values.h"

namespace bihuan::api {
namespace {

void write_columns(JsonText& out, const core::Field& field) {
  out.array(field.columns, [&](const core::Field& column) {
    out.object([&] {
      out.member("id", column.id);
      out.member("title", column.title);
      out.member("type", core::field_type_name(column.type));
      out.member("of", [&] { out.values(column.of); });
    });
  });
}

std::string form_of(const core::Field& field) {
  JsonText out;
  out.object([&] {
    out.member("id", field.id);
    out.member("title", field.title);
    out.member("type", core::field_type_name(field.type));
    out.member("of", [&] { out.values(field.of); });
    out.member("personal", field.personal);
    out.member("computed", field.computed.has_value());
    out.member("columns", [&] { write_columns(out, field); });
    out.member("help", field.help);
  });
  const auto text = out.text();
  return std::string(text.substr(1, text.size() - 2)) + R"(,"value")";
}

}  // namespace

FieldForms::Texts FieldForms::of(const core::Definition& definition) {
  {
    const std::shared_lock lock(mutex_);
    const auto known = known_.find(definition.hash);
    if (known != known_.end()) return known->second;
  }
  auto texts = std::make_shared<std::vector<std::string>>();
  for (const auto& field : definition.fields) texts->push_back(form_of(field));
  const std::unique_lock lock(mutex_);
  return known_.emplace(definition.hash, std::move(texts)).first->second;
}

}  // namespace bihuan::api

// A circular as JSON, and what people may change of it from JSON. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "engine/report/circular_service.h"

namespace bihuan::api {

// For the list; the whole for the editor.
[[nodiscard]] boost::json::object circular_summary(const report::CircularService::Stored& stored);
[[nodiscard]] boost::json::object circular_view(const report::CircularService::Stored& stored);

// Takes sections, typical cases and next steps as edited into the circular; the figures are not for editing.
void edit_circular(const boost::json::object& body, const report::CircularTexts& texts, report::Circular& circular);

}  // namespace bihuan::api

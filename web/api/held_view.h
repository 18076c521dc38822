// How long each unit has held the tasks of a case (engine/core/held_time.h), as JSON: one entry a unit, in the order in
// which they first held one; empty before the first task. Reads the whole history: asked for by itself, never part of a
// case.
#pragma once

#include <boost/json/array.hpp>

#include "web/api/case_view.h"

namespace bihuan::api {

[[nodiscard]] Result<boost::json::array> held_view(const CaseSight& sight);

}  // namespace bihuan::api

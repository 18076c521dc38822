// The JSON of a machine whose data stand elsewhere, as the fields of a case do. Pure. Private to this folder.
#pragma once

#include "engine/core/machine.h"

namespace bihuan::core {

// As machine_from_json(), but for the data: they are left empty.
[[nodiscard]] Result<MachineState> machine_without_data_from_json(const Chart& chart, const boost::json::value& json);

}  // namespace bihuan::core

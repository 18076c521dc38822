// The JSON of a machine inside a larger text. Private to this folder.
#pragma once

#include "engine/base/json_text.h"
#include "engine/core/json_reading.h"
#include "engine/core/machine.h"

namespace bihuan::core {

// In a case the data stand elsewhere, as its fields: they are left out, and left empty.
enum class MachineData { with, without };

void write_machine(JsonText& out, const Chart& chart, const MachineState& machine, MachineData data);
// Throws Unreadable.
[[nodiscard]] MachineState read_machine(const Chart& chart, const json_form::Element& in, MachineData data);

}  // namespace bihuan::core

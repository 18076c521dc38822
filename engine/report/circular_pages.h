// Where the imprint 版记 of a circular stands. GB/T 9704-2012, 7.4: at the foot of the last page, which is an even one.
// When the annexes end on an even page with room at its foot, it stands there; otherwise on the next even page, alone
// and without a page number. Only a word processor knows the pages for certain: they are counted here for the shipped
// template with the least and with the most room that fonts may take, and where the two differ the imprint gets a page
// of its own, which is right in any case. Pure.
#pragma once

#include "engine/report/circular.h"

namespace bihuan::report {

[[nodiscard]] bool imprint_stands_alone(const Circular& circular);

}  // namespace bihuan::report

// The checks of the whole: what no single place shows. Run once a definition reads without errors.
// Private to this folder.
#pragma once

#include "engine/definition/loading.h"

namespace bihuan::definition {

void run_checks(Loading& loading);

void check_guards(Loading& loading);    // overlapping and missing guards, candidates that are never asked
void check_loops(Loading& loading);     // eventless transitions without end
void check_paths(Loading& loading);     // what can be reached, and with which clocks
void check_outcomes(Loading& loading);  // tasks, approvals and sub-cases whose outcome no transition hears
void check_names(Loading& loading);     // what is declared and never used, roles nobody holds, events nobody raises

}  // namespace bihuan::definition

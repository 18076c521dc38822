// One case as cells of a ledger: what a target of a profile (profile.h) shows of it. Pure.
#pragma once

#include <string>
#include <vector>

#include "engine/calendar/zone.h"
#include "engine/core/held_time.h"
#include "engine/core/rights.h"
#include "engine/ledger/profile.h"
#include "engine/ledger/table.h"
#include "engine/runtime/case_service.h"

namespace bihuan::ledger {

struct CaseSubject {
  const core::Definition& definition;
  const runtime::StoredCase& stored;
  const core::Organisation& organisation;
  const calendar::Zone& zone;
  core::Millis now = 0;
  std::vector<runtime::PartyData> parties;
  std::vector<core::HeldTime> held;  // filled for who asks for held_target: it takes the whole history
};

// How long each unit held the case's tasks: "溪口镇 3.5 小时、水利局 12 小时".
inline constexpr std::string_view held_target = "case.held";

// What the reader sees. Fields are hidden and masked as the workflow says; a personal one is also masked for whoever
// may not open the seal.
struct CellRights {
  const core::Context& reader;
  bool sealed = false;                    // sealed parties stand in clear
  std::vector<std::string> secrets = {};  // words of sealed parties that must not stand in any text for this reader
};

[[nodiscard]] core::FieldSight sight_of(const CaseSubject& subject, const core::Field& field, const CellRights& rights);

[[nodiscard]] Cell cell_of(const CaseSubject& subject, const std::string& target, const Profile& profile,
                           const CellRights& rights, std::string_view language);

// Does the target show data of a sealed party?
[[nodiscard]] bool names_sealed(const core::Definition& definition, const std::string& target);

// Is it a target that a ledger going out may show, and none coming in fills: "case.held", "clock.handling.stopped"?
[[nodiscard]] bool only_goes_out(const core::Definition* definition, std::string_view target);

// The target behind a column of the lists ("number" → "case.number"); "" for none.
[[nodiscard]] std::string list_target(std::string_view column);

// The secrets of a case for a reader: none for who may open the seal.
[[nodiscard]] std::vector<std::string> secrets_for(const core::Definition& definition,
                                                   const std::vector<runtime::PartyData>& parties,
                                                   const core::Actor& reader);

// A field's value as people read it; units and persons by their names.
[[nodiscard]] Cell field_cell(const CaseSubject& subject, const core::Field& field, const expression::Value& value,
                              std::string_view language);

}  // namespace bihuan::ledger

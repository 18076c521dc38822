// Private to the letters: a case as it stood right after the command that issued one, what that command did, and what
// of it somebody may read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/calendar/zone.h"
#include "engine/report/case_letters.h"

namespace bihuan::report {

struct LetterMoment {
  runtime::DefinitionPtr definition;
  core::CaseState state;             // as it stood
  core::CaseState now;               // as it is: who may read what is decided by this
  core::Event issued;                // its body is DocumentIssued
  std::optional<core::Event> cause;  // an extension, a 督办, a task opened: what it was issued with
  std::vector<core::Event> command;  // all facts of that command
  struct Touch {
    runtime::Millis at = 0;
    std::string by;
  };
  std::map<std::string, Touch, std::less<>> last_set;  // field → when and by whom it was last filled

  [[nodiscard]] const core::DocumentIssued& document() const { return std::get<core::DocumentIssued>(issued.body); }
};

// What the document at `event` (its place in the history, from 1) was issued with; null when a person's step or an
// approval issued it. Of several tasks opened at once the first has the first sheet.
[[nodiscard]] const core::Event* cause_of(const core::Definition& definition, const std::vector<core::Event>& history,
                                          std::int64_t event);

// Replays the history up to the end of the command that holds `event`. Refuses not_found, letter_unknown.
[[nodiscard]] Result<LetterMoment> letter_moment(runtime::CaseService& cases, std::int64_t case_id, std::int64_t event);

// What the letter is filled with, as the reader may read it.
[[nodiscard]] Result<LetterRequest> letter_request(const LetterMoment& moment, const core::DocumentKind& kind,
                                                   const core::Organisation& organisation, const calendar::Zone& zone,
                                                   const std::vector<runtime::PartyData>& parties,
                                                   const LetterReader& reader);

}  // namespace bihuan::report

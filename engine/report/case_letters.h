// The letters of a case: the documents that its history says were issued. Each is written from the history as it stood
// right after the command that issued it, so that the same history gives the same bytes whatever happened since, and
// what was erased on lawful request is gone from the letters too. Refers to the service it is given; share freely.
#pragma once

#include <string>
#include <vector>

#include "engine/report/letters.h"
#include "engine/report/office_settings.h"
#include "engine/runtime/case_service.h"

namespace bihuan::report {

struct IssuedLetter {
  std::int64_t event = 0;  // seq of the event that issued it
  std::string document;    // id in the workflow: "acceptance-notice"
  std::string title;       // 受理告知书
  std::string number;      // 奉环信受〔2022〕12号
  std::string addressee;   // title of the party or role it is addressed to; of a task sheet the unit
  runtime::Millis at = 0;
  std::string day;           // local, 2022-06-20
  std::string by, by_unit;   // who issued it; empty: the system
  bool identifies = false;   // names a sealed party or holds personal fields
  bool has_template = true;  // the monthly circular, for one, is no letter
};

// Whose eyes a letter is written for.
struct LetterReader {
  core::Context context;  // the person who reads
  bool opened = false;    // has opened the seal: sealed identities as they are
};

class CaseLetters {
 public:
  // `settings`: the office's own templates; null: as shipped.
  explicit CaseLetters(runtime::CaseService& cases, const OfficeSettings* settings = nullptr)
      : cases_(cases), settings_(settings) {}

  // Who may see the case is the caller's to decide. Refuses not_found.
  [[nodiscard]] Result<std::vector<IssuedLetter>> list(std::int64_t case_id) const;

  // Sealed parties by their names only to whoever has opened the seal, else masked; fields by the workflow's rights, as
  // the case is now. Refuses not_found, letter_unknown, template_unknown, template_wrong.
  [[nodiscard]] Result<Letter> write(std::int64_t case_id, std::int64_t event, const LetterReader& reader) const;

 private:
  runtime::CaseService& cases_;
  const OfficeSettings* settings_;
};

}  // namespace bihuan::report

// The letters of a case: the documents that its history says were issued. Each is written from the history as it stood
// right after the command that issued it, so that the same history gives the same bytes whatever happened since, and
// what was erased on lawful request is gone from the letters too. Refers to the service it is given; share freely.
#pragma once

#include <string>
#include <vector>

#include "engine/report/letters.h"
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

// How somebody reads a letter: fields as the workflow says, texts without the secrets.
struct LetterReader {
  const core::Context& context;
  bool identities = false;  // the seal was opened: sealed parties by their names, personal and masked fields in clear
  std::vector<std::string> secrets = {};  // words of sealed parties that must not stand in any text
};

class CaseLetters {
 public:
  explicit CaseLetters(runtime::CaseService& cases) : cases_(cases) {}

  // Who may see the case is the caller's to decide. Refuses not_found.
  [[nodiscard]] Result<std::vector<IssuedLetter>> list(std::int64_t case_id) const;

  // What a letter says but for sealed names, and the case as it stood: for whoever fills in fields and parties by the
  // rights of a reader. Refuses as write.
  struct Draft {
    LetterRequest request;
    core::CaseState state;
    std::string addressed_to;  // a party or a role of the workflow; may be empty
  };
  [[nodiscard]] Result<Draft> draft(std::int64_t case_id, std::int64_t event) const;

  // `with_identities`: sealed parties by their names and personal fields in clear; else the letter says 信访人.
  // Refuses not_found, letter_unknown, template_unknown, template_wrong.
  [[nodiscard]] Result<Letter> write(std::int64_t case_id, std::int64_t event, bool with_identities) const;
  // The same as `reader` may read it.
  [[nodiscard]] Result<Letter> write(std::int64_t case_id, std::int64_t event, const LetterReader& reader) const;

 private:
  [[nodiscard]] Result<Draft> fill(std::int64_t case_id, std::int64_t event, bool with_identities,
                                   const LetterReader* reader) const;

  runtime::CaseService& cases_;
};

}  // namespace bihuan::report

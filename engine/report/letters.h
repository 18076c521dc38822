// Letters: the documents that a workflow issues (acceptance notice, opinion, supervision notice, ...), filled from one
// case by the template engine. Pure: what a letter says comes in as values; the same values give the same bytes.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/report/documents.h"

namespace bihuan::report {

struct LetterRequest {
  std::string document;        // template: "acceptance-notice"
  std::string title;           // 受理告知书
  std::string number;          // 奉环信受〔2022〕12号, given by the case when the document was issued
  std::string date;            // civil day, 2022-06-20
  std::string office;          // issuing office
  std::string event;           // the event that issued it, "CASE/SEQ"
  boost::json::object fields;  // the case's fields in wire form, by field id; placeholders see them by letter name
  std::set<std::string, std::less<>> fresh;  // fields set by the command that issued it: they count before others
  boost::json::object values;  // further values by their letter name (信访人, 承办单位, 办理期限, ...); these win
};

struct Letter {
  std::string docx;
  std::string sha256;
  std::string file_name;  // 受理告知书-奉环信受〔2022〕12号.docx, free of characters that file systems forbid
};

// The values a letter is filled with: every letter name is there, empty when nothing is known of it.
[[nodiscard]] Result<boost::json::object> letter_values(const LetterRequest& request);

// Which clocks' `law:` fills which name of a letter (workflows/documents/letter-laws.yaml).
using LetterLaws = std::vector<std::pair<std::string, std::vector<std::string>>>;
[[nodiscard]] Result<LetterLaws> letter_laws();

// Errors: template_unknown, template_wrong.
[[nodiscard]] Result<Letter> write_letter(const LetterRequest& request,
                                          const std::optional<Package>& own_template = {});

}  // namespace bihuan::report

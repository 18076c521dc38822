// What an office sets of its own for its figures and documents: counting rules, the circular's sentences, the day on
// which it is drafted, document templates. Read once when the program starts, checked whole. Immutable; share freely.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/report/case_facts.h"
#include "engine/report/circular.h"
#include "engine/report/rules.h"

namespace bihuan::report {

// Where the office's own stand; empty: what is shipped.
struct OfficeFiles {
  std::string rules;           // a file like workflows/counting/petition-monthly.yaml
  std::string texts;           // a file like workflows/documents/circular/texts.yaml
  std::string templates;       // a folder with NAME.docx, NAME as `bihuan template list` names them
  int days_after_cut_off = 1;  // the circular is drafted so many days after the last counted day ...
  int minute_of_day = 8 * 60;  // ... at this minute of the office's day
};

struct OfficeSettings {
  CountingRules rules;
  CircularTexts texts;
  FactsMapping mapping;
  std::map<std::string, Package, std::less<>> templates;
  int days_after_cut_off = 1;
  int minute_of_day = 8 * 60;

  // The office's own template of a document; nothing: the shipped one.
  [[nodiscard]] std::optional<Package> own_template(std::string_view document) const;
};

// Refuses file_unreadable, folder_missing, template_unknown (a file of another name), template_wrong, template_active,
// and whatever is wrong in a YAML file.
[[nodiscard]] Result<std::shared_ptr<const OfficeSettings>> office_settings(const OfficeFiles& files = {});

}  // namespace bihuan::report

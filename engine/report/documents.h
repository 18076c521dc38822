// The document templates shipped with the program (workflows/documents), and a template file that a person brings.
// Immutable; pure.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/report/package.h"
#include "engine/report/template.h"

namespace bihuan::report {

// "circular", "acceptance-notice", ...: sorted.
[[nodiscard]] std::vector<std::string> shipped_templates();

// The template as a package: parts common to all documents, then its own. `template_unknown` when there is none.
[[nodiscard]] Result<Package> shipped_template(std::string_view name);

// A .docx from outside: read, refused when it carries active content (package.h).
[[nodiscard]] Result<Package> read_template(std::string_view bytes);

// What stands before the name of an annex in the note below the text (GB/T 9704-2012, 7.3.4): "附件：1. " for the
// first, the same width of blanks before the number of the others; of a single annex no number.
[[nodiscard]] std::string annex_mark(std::size_t index, std::size_t count);

// Every name that the document `name` may use, with sample values: for check and preview. The circular's names come
// from circular_names(); the letters share one list (workflows/documents/letter-names.yaml).
[[nodiscard]] Result<TemplateInput> template_names(std::string_view name);

// Fills and zips; template_wrong with the first problem when the template has wrong placeholders. `title` and
// `identifier` go into the document's properties.
struct DocumentProperties {
  std::string title;
  std::string author;
  std::string identifier;  // the event that issued it
  std::string created;     // 2022-07-05T00:00:00Z
};
[[nodiscard]] Result<std::string> write_document(const Package& package, const TemplateInput& input,
                                                 const DocumentProperties& properties);

}  // namespace bihuan::report

// A circular as a file of one format. Writes to a temporary folder where a format needs one; share freely.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/report/circular.h"

namespace bihuan::api {

using DocxMaker = std::function<Result<std::string>()>;

// docx, xlsx, html, pdf or json; the .docx, also that of which the PDF is made, comes from `docx_of`. Refuses
// pdf_no_office, pdf_failed and what `docx_of` refuses.
[[nodiscard]] Result<std::string> rendered(const report::Circular& circular, std::string_view format,
                                           const DocxMaker& docx_of);
[[nodiscard]] std::string_view media_type(std::string_view format);

}  // namespace bihuan::api

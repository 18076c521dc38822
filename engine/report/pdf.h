// PDF through LibreOffice, where it is installed. Starts a process of its own with a throw-away profile; safe from any
// thread, one conversion at a time per call.
#pragma once

#include <chrono>
#include <string>

#include "engine/base/error.h"

namespace bihuan::report {

// The program that converts ("soffice" or "libreoffice" on PATH); empty when there is none.
[[nodiscard]] std::string office_program();

// Writes folder/NAME.pdf beside NAME.docx. Errors: pdf_no_office (not installed), pdf_failed (it ended wrongly or took
// longer than `limit`).
[[nodiscard]] Result<std::string> convert_to_pdf(const std::string& docx_path, const std::string& folder,
                                                 std::chrono::seconds limit = std::chrono::seconds(120));

}  // namespace bihuan::report

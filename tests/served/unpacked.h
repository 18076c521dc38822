// What a person reads in a file that was answered: the texts of an office file or an archive, those within it included.
#pragma once

#include <string>

namespace bihuan::tests {

// Of a zip (docx, xlsx, archive): the texts of its XML parts as a reader sees them, all else as it is; of anything else
// the bytes. Checks on the way that XML is well formed, that pages run no script, and that no formula comes from a
// person.
[[nodiscard]] std::string unpacked(const std::string& bytes);

// That a page of ours carries no markup but its own.
void check_page(const std::string& html);

}  // namespace bihuan::tests

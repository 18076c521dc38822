// The index of a case's archive as a page for a browser: facts, files with links, history. Pure: the same values give
// the same text; nothing of it is taken as markup.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bihuan::ledger {

struct ArchivePage {
  struct File {
    std::string name;  // in the zip
    std::string title;
    std::string sha256;
    std::int64_t bytes = 0;
  };
  struct Line {
    std::string at, who, told;
  };
  std::string number, title, kind;
  std::int64_t version = 0;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<File> files;
  std::vector<Line> history;
};

[[nodiscard]] std::string archive_page(const ArchivePage& page);

}  // namespace bihuan::ledger

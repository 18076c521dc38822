#include "web/api/circular_files.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "engine/report/pdf.h"

namespace bihuan::api {
namespace {

namespace fs = std::filesystem;
using report::Circular;

// A folder that goes away again.
struct Scratch {
  std::string path = (fs::temp_directory_path() / "bihuan-circular-XXXXXX").string();
  Scratch() {
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace

Result<std::string> rendered(const Circular& circular, std::string_view format, const DocxMaker& docx_of) {
  if (format == "html") return report::circular_html(circular);
  if (format == "json") return report::freeze(circular);
  const Scratch scratch;
  if (format == "xlsx") {
    report::write_circular_xlsx(circular, scratch.path + "/circular.xlsx");
    return bytes_of(scratch.path + "/circular.xlsx");
  }
  auto docx = docx_of();
  if (!docx || format == "docx") return docx;
  std::ofstream(scratch.path + "/circular.docx", std::ios::binary) << *docx;
  const auto pdf = report::convert_to_pdf(scratch.path + "/circular.docx", scratch.path);
  if (!pdf) return pdf.error();
  return bytes_of(*pdf);
}

std::string_view media_type(std::string_view format) {
  if (format == "html") return "text/html; charset=utf-8";
  if (format == "json") return "application/json";
  if (format == "pdf") return "application/pdf";
  if (format == "xlsx") return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
}

}  // namespace bihuan::api

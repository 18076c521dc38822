// The shipped templates as LibreOffice leaves them behind when somebody has opened and saved them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/report/documents.h"
#include "engine/report/pdf.h"
#include "engine/report/template.h"
#include "tests/support/catch.h"

using namespace bihuan::report;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "bihuan-templates-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("every shipped template is still right when LibreOffice has saved it") {
  REQUIRE_FALSE(office_program().empty());
  const Folder folder;
  const auto names = shipped_templates();
  for (const auto& name : names) {
    std::ofstream(folder.path() / (name + ".docx"), std::ios::binary) << shipped_template(name)->write();
  }
  const std::string path = folder.path().string();
  const std::string command = office_program() + " -env:UserInstallation=file://" + path + "/profile --headless" +
                              " --convert-to docx --outdir " + path + "/saved " + path + "/*.docx > " + path +
                              "/log 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  for (const auto& name : names) {
    INFO(name);
    const auto saved = Package::read(bytes_of(folder.path() / "saved" / (name + ".docx")));
    REQUIRE_FALSE(saved.has_error());
    const auto problems = check_template(*saved, *template_names(name));
    for (const auto& problem : problems) UNSCOPED_INFO(problem.code << " " << problem.message("en"));
    CHECK(problems.empty());
  }
}

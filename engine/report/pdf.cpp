#include "engine/report/pdf.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>
#include <vector>

extern char** environ;

namespace bihuan::report {
namespace {

namespace fs = std::filesystem;

// Waits for the child until the deadline; its exit code, or -1 when it was killed.
int wait_for(pid_t child, std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      return -1;
    }
    poll(nullptr, 0, 50);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int run(const std::vector<std::string>& arguments, const std::string& setting, std::chrono::seconds limit) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.push_back(*entry);
  environment.push_back(const_cast<char*>(setting.c_str()));
  environment.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int fd = 0; fd <= 2; ++fd)
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed != 0 ? -1 : wait_for(child, limit);
}

// The documents name the fonts that the standard asks for; where they are not installed, free ones of the same width
// stand in.
std::string write_fonts(const fs::path& profile) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> substitutes = {
      {{"方正小标宋简体", "Noto Serif CJK SC"},
       {"仿宋_GB2312", "Noto Serif CJK SC"},
       {"楷体_GB2312", "Noto Serif CJK SC"},
       {"黑体", "Noto Sans CJK SC"},
       {"宋体", "Noto Serif CJK SC"}}};
  const std::string path = (profile / "fonts.conf").string();
  std::ofstream out(path);
  out << "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n<fontconfig>\n<include "
         "ignore_missing=\"yes\">/etc/fonts/fonts.conf</include>\n";
  for (const auto& [named, substitute] : substitutes) {
    out << "<alias binding=\"same\"><family>" << named << "</family><accept><family>" << substitute
        << "</family></accept></alias>\n";
  }
  out << "</fontconfig>\n";
  return path;
}

}  // namespace

std::string office_program() {
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "" : path;
  while (!folders.empty()) {
    const auto cut = folders.find(':');
    const fs::path folder = folders.substr(0, cut);
    for (const char* name : {"soffice", "libreoffice"}) {
      if (access((folder / name).c_str(), X_OK) == 0) return folder / name;
    }
    folders = cut == std::string_view::npos ? std::string_view{} : folders.substr(cut + 1);
  }
  return {};
}

// Pages left blank, so that the next one is even, are pages: on paper printed on both sides they must be there.
constexpr const char* kPdfWithBlankPages =
    R"(pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}})";

Result<std::string> convert_to_pdf(const std::string& docx_path, const std::string& folder,
                                   std::chrono::seconds limit) {
  const std::string program = office_program();
  if (program.empty()) return Error("pdf_no_office");
  std::string profile = (fs::temp_directory_path() / "bihuan-office-XXXXXX").string();
  if (mkdtemp(profile.data()) == nullptr) return Error("pdf_failed", {{"file", docx_path}});
  const std::string fonts = write_fonts(profile);
  const int code = run({program, "-env:UserInstallation=file://" + profile, "--headless", "--norestore", "--convert-to",
                        kPdfWithBlankPages, "--outdir", folder, docx_path},
                       "FONTCONFIG_FILE=" + fonts, limit);
  std::error_code ignored;
  fs::remove_all(profile, ignored);
  const std::string pdf = (fs::path(folder) / fs::path(docx_path).stem()).string() + ".pdf";
  if (code != 0 || !fs::exists(pdf)) return Error("pdf_failed", {{"file", docx_path}});
  return pdf;
}

}  // namespace bihuan::report

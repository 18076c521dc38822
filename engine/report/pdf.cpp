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
#include <string_view>
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

int run(const std::vector<std::string>& arguments, std::chrono::seconds limit) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (int fd = 0; fd <= 2; ++fd)
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed != 0 ? -1 : wait_for(child, limit);
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

Result<std::string> convert_to_pdf(const std::string& docx_path, const std::string& folder,
                                   std::chrono::seconds limit) {
  const std::string program = office_program();
  if (program.empty()) return Error("pdf_no_office");
  std::string profile = (fs::temp_directory_path() / "bihuan-office-XXXXXX").string();
  if (mkdtemp(profile.data()) == nullptr) return Error("pdf_failed", {{"file", docx_path}});
  const int code = run({program, "-env:UserInstallation=file://" + profile, "--headless", "--norestore", "--convert-to",
                        "pdf", "--outdir", folder, docx_path},
                       limit);
  std::error_code ignored;
  fs::remove_all(profile, ignored);
  const std::string pdf = (fs::path(folder) / fs::path(docx_path).stem()).string() + ".pdf";
  if (code != 0 || !fs::exists(pdf)) return Error("pdf_failed", {{"file", docx_path}});
  return pdf;
}

}  // namespace bihuan::report

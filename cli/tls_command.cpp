#include "cli/tls_command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "engine/runtime/clock.h"
#include "engine/yaml/parse.h"
#include "web/http/self_signed.h"

namespace bihuan::cli {

namespace {

struct TlsArguments {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  std::string folder = "bihuan-tls";
  std::string config;
  int days = 730;
};

// 0 or the error. The file is new and nobody else can read it from its first moment.
int write_new(const std::string& path, const std::string& text, mode_t mode) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) return errno;
  const bool good =
      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
  const int error = good ? 0 : errno;
  ::close(descriptor);
  return error;
}

// Adds the group `tls` to a configuration that has none, or fills one that has nothing but comments in it; false when
// it is set already or the file is no map.
bool add_to_config(const std::string& path, const std::string& entries) {
  std::string text;
  std::size_t at = 0;
  std::string lines = "tls:\n" + entries;
  if (std::filesystem::exists(path)) {
    auto content = yaml::read_file(path);
    if (!content) return false;
    text = std::move(*content);
    const auto parsed = yaml::parse(text, path);
    if (!parsed.ok() || parsed.document.root.is_list()) return false;
    if (!text.empty() && text.back() != '\n') text += '\n';
    at = text.size();
    if (const auto* group = parsed.document.root.find("tls")) {
      if (!group->is_null() || group->key_offset == yaml::Node::no_key) return false;
      at = text.find('\n', group->key_offset) + 1;
      lines = entries;
    }
  }
  text.insert(at, lines);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  return static_cast<bool>(out.flush());
}

int run(const TlsArguments& arguments) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(arguments.folder, error);
  const auto folder = fs::absolute(arguments.folder);
  const auto certificate = (folder / "server.crt").string();
  const auto key = (folder / "server.key").string();
  if (fs::exists(key) || fs::exists(certificate)) {
    std::cerr << "there is a certificate or a key in " << folder.string()
              << "; choose another --folder or move them away\n";
    return 1;
  }
  const auto made = http::make_self_signed(arguments.names, runtime::SystemClock().now(), arguments.days);
  for (const auto& [path, text, mode] :
       {std::tuple(key, made.key, 0600), std::tuple(certificate, made.certificate, 0644)}) {
    if (const int failed = write_new(path, text, static_cast<mode_t>(mode)); failed != 0) {
      std::cerr << "cannot write " << path << ": " << std::generic_category().message(failed) << "\n";
      return 2;
    }
  }
  const std::string entries = "  certificate: \"" + certificate + "\"\n  key: \"" + key + "\"\n";
  std::cout << "certificate  " << certificate << "\nkey          " << key << "\nSHA-256      " << made.fingerprint
            << "\n";
  if (!arguments.config.empty() && add_to_config(arguments.config, entries)) {
    std::cout << "set in       " << arguments.config << "\n";
  } else {
    std::cout << "Put this into the configuration file:\n\ntls:\n" << entries;
  }
  std::cout << "\nBrowsers warn once, because nobody they know has signed it: compare the SHA-256 there with the one "
               "above.\n";
  return 0;
}

}  // namespace

void add_tls_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<TlsArguments>();
  auto* command = app.add_subcommand("tls", "Make a self-signed certificate and its key");
  command->add_option("--name", arguments->names, "Host names and addresses of the server (repeatable)")
      ->capture_default_str();
  command->add_option("--folder", arguments->folder, "Folder to write into")->capture_default_str();
  command->add_option("--config", arguments->config, "Configuration file to set them in");
  command->add_option("--days", arguments->days, "Days for which it is valid")
      ->capture_default_str()
      ->check(CLI::Range(1, 3650));
  command->callback([arguments, &exit_code] {
    try {
      exit_code = run(*arguments);
    } catch (const std::exception& error) {
      std::cerr << error.what() << "\n";
      exit_code = 2;
    }
  });
}

}  // namespace bihuan::cli

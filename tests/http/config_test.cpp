#include "web/http/config.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/support/catch.h"
#include "web/http/setup.h"

using namespace bihuan;
using namespace bihuan::http;

namespace {

ConfigResult read(const std::string& yaml, const std::map<std::string, std::string>& environment = {}) {
  return read_config(yaml, "bihuan.yaml", [&](const std::string& name) -> std::optional<std::string> {
    const auto at = environment.find(name);
    return at == environment.end() ? std::nullopt : std::optional(at->second);
  });
}

// "line:code" of every problem.
std::string problems(const std::string& yaml, const std::map<std::string, std::string>& environment = {}) {
  std::string all;
  for (const auto& problem : read(yaml, environment).problems) {
    all += (all.empty() ? "" : " ") + std::to_string(problem.where.line) + ":" + problem.code;
  }
  return all;
}

// A file that is gone with its test.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& text)
      : path((std::filesystem::temp_directory_path() / ("bihuan-config-test-" + std::to_string(counter++))).string()) {
    std::ofstream(path) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
  static inline int counter = 0;
  std::string path;
};

}  // namespace

TEST_CASE("nothing at all is a good configuration", "[config]") {
  const auto result = read("");
  CHECK(result.problems.empty());
  CHECK(result.config.address == "127.0.0.1");
  CHECK(result.config.port == 8080);
  CHECK(result.config.data == "bihuan-data");
  CHECK(result.config.keys == "bihuan-data-keys");
  CHECK(dispatcher_options(result.config).hosts == std::vector<std::string>{"localhost", "127.0.0.1", "[::1]"});
}

TEST_CASE("file, then environment", "[config]") {
  const auto result = read(
      "data: /srv/bihuan\nserver:\n  address: 0.0.0.0\n  port: 9090\n  trusted_proxies: [10.0.0.1]\n  hosts: a.test\n"
      "log:\n  access: false\n",
      {{"BIHUAN_SERVER_PORT", "9191"},
       {"BIHUAN_SERVER_HOSTS", "b.test, c.test"},
       {"BIHUAN_MAIL_TLS", "false"},
       {"BIHUAN_MAIL_PASSWORD", "hunter2"}});
  CHECK(result.problems.empty());
  CHECK(result.config.data == "/srv/bihuan");
  CHECK(result.config.address == "0.0.0.0");
  CHECK(result.config.port == 9191);
  CHECK(result.config.trusted_proxies == std::vector<std::string>{"10.0.0.1"});
  CHECK(result.config.hosts == std::vector<std::string>{"b.test", "c.test"});
  CHECK_FALSE(result.config.log_access);
  CHECK_FALSE(result.config.mail_tls);
  CHECK(result.config.mail_password == "hunter2");
}

TEST_CASE("a wrong option is named with its line", "[config]") {
  CHECK(problems("server:\n  prot: 80\n") == "2:unknown_key");
  CHECK(problems("server:\n  port: http\n") == "2:expected_integer");
  CHECK(problems("a: 1\n\nserver: 5\n") == "1:unknown_key 3:expected_map");
  CHECK(problems("language: fr\n") == "1:config_choice");
  CHECK(problems("server:\n  port: [1]\nlog:\n  access: maybe\n") == "2:expected_integer 4:expected_flag");
  CHECK(problems("server: {port: 70000}\n") != "");
  CHECK(problems("tls:\n  key: k.pem\n") == "0:config_tls_half");
  CHECK(problems("reminders:\n  digest_at: '8:30'\n") == "2:config_time");
  CHECK(problems("reminders:\n  digest_at: '24:00'\n") == "2:config_time");
  CHECK(problems("reminders:\n  digest_at: ''\n") == "");
  CHECK(problems("reminders:\n  quiet_from: ''\n") == "0:config_quiet_half");
  CHECK(problems("server: {public_url: bihuan.test}\n") == "0:config_public_url");
  CHECK(problems("server: {public_url: 'https://bihuan.test/app'}\n") == "0:config_public_url");
  CHECK(problems("server: [\n") != "");
  const auto unknown = read("server:\n  prot: 80\n").problems.at(0);
  CHECK(to_text(unknown, "en").starts_with("bihuan.yaml:2:3: error unknown_key: "));
  CHECK(unknown.hint("en").find("server.port") != std::string::npos);
}

TEST_CASE("wrong environment variables are named", "[config]") {
  for (const auto& [name, value, code] :
       {std::tuple("BIHUAN_SERVER_PORT", "many", "config_number"),
        std::tuple("BIHUAN_SERVER_PORT", "65536", "config_number"),
        std::tuple("BIHUAN_LOG_ACCESS", "yes", "config_flag"), std::tuple("BIHUAN_LANGUAGE", "fr", "config_choice")}) {
    const auto result = read("", {{name, value}});
    REQUIRE(result.problems.size() == 1);
    CHECK(result.problems[0].code == code);
  }
  CHECK(read("", {{"BIHUAN_SERVER_PORT", "65536"}}).problems[0].where.file == "BIHUAN_SERVER_PORT");
}

TEST_CASE("secrets come from files and the environment only", "[config][attack]") {
  CHECK(problems("mail:\n  password: hunter2\n") == "2:config_secret");
  const TemporaryFile secret("hunter2\n");
  const TemporaryFile empty("\n");
  CHECK(read("mail:\n  password_file: " + secret.path + "\n").config.mail_password == "hunter2");
  CHECK(read("", {{"BIHUAN_WEBHOOK_SECRET_FILE", secret.path}}).config.webhook_secret == "hunter2");
  CHECK(problems("mail:\n  password_file: " + empty.path + "\n") == "2:config_secret_file");
  CHECK(problems("mail:\n  password_file: /nowhere\n") == "2:config_secret_file");
  for (const auto& problem : read("mail:\n  password: hunter2\n").problems) {
    CHECK(to_text(problem, "en").find("hunter2") == std::string::npos);
  }
}

TEST_CASE("the page of options is the table of options", "[config][docs]") {
  std::ifstream in("docs/configuration.md");
  std::ostringstream page;
  page << in.rdbuf();
  // `bihuan serve --list-options` prints the table.
  CHECK(page.str().find(options_markdown()) != std::string::npos);
  for (const auto& option : options()) {
    INFO(option.key);
    CHECK(option.description.size() > 10);
    CHECK(std::count_if(options().begin(), options().end(), [&](const auto& one) { return one.key == option.key; }) ==
          1);
  }
}

TEST_CASE("a written configuration reads back, without secrets", "[config]") {
  Config config;
  config.data = "/srv/a \"b\"\n数据";
  config.keys = "/srv/keys";
  config.port = 9;
  config.log_access = false;
  config.hosts = {"a.example", "b: #c"};
  config.mail_password = "hunter2";
  const auto text = options_yaml(config);
  CHECK(text.find("hunter2") == std::string::npos);
  const auto again = read(text);
  CHECK(again.problems.empty());
  CHECK(again.config.mail_password.empty());
  CHECK(options_yaml(again.config) == text);
  CHECK(again.config.data == config.data);
  CHECK(again.config.hosts == config.hosts);
  CHECK(again.config.port == 9);
  CHECK_FALSE(again.config.log_access);
  for (const auto& option : options()) CHECK(text.find(option.description) != std::string::npos);
}

TEST_CASE("the server's options follow the configuration", "[config]") {
  auto config = read("server: {address: '::1', port: 0, trusted_proxies: [bogus]}\n").config;
  CHECK(server_options(config).has_error());
  config.trusted_proxies.clear();
  CHECK(server_options(config)->address == "::1");
  config.tls_certificate = "/nowhere.crt";
  config.tls_key = "/nowhere.key";
  CHECK(server_options(config).error().code == "tls_unusable");
  config.address = "somewhere";
  CHECK(server_options(config).error().code == "bad_network");
  config.address = "127.0.0.1";
  config.public_url = "https://bihuan.test:8443";
  CHECK(dispatcher_options(config).hosts.back() == "bihuan.test");
}

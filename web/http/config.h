// The configuration: one YAML file, environment variables over it, defaults under it. One table says everything about
// every option; reading, checking and docs/configuration.md come from it. Values; no shared state.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/problem.h"

namespace bihuan::http {

struct Config {
  std::string data = "bihuan-data";
  std::string keys;
  std::string language = "zh-CN";

  std::string address = "127.0.0.1";
  std::int64_t port = 8080;
  std::string public_url;
  std::vector<std::string> hosts;
  std::vector<std::string> trusted_proxies;
  std::int64_t io_threads = 2;
  std::int64_t workers = 16;
  std::int64_t max_connections = 4096;
  std::int64_t max_upload_megabytes = 200;
  std::int64_t stop_seconds = 10;

  std::string tls_certificate;
  std::string tls_key;

  std::int64_t requests_per_minute = 1200;
  std::int64_t sign_ins_per_minute = 20;

  std::int64_t session_idle_minutes = 30;
  std::int64_t session_hours = 12;
  std::int64_t password_length = 10;
  std::int64_t password_failures = 5;
  std::int64_t password_lock_minutes = 15;
  std::int64_t password_days = 0;
  std::int64_t hashes_at_once = 2;

  std::vector<std::string> audit_heads_to;
  std::int64_t audit_checkpoint_hours = 24;
  std::int64_t attachments_sweep_hours = 24;

  std::vector<std::string> metrics_from = {"127.0.0.1", "::1"};
  std::vector<std::string> image_sources;

  std::string log_level = "info";
  std::string log_file;
  std::int64_t log_days = 190;
  bool log_access = true;

  std::string digest_at = "08:30";
  std::vector<std::string> digest_roles = {"leader", "unit_leader"};
  std::string quiet_from = "20:00";
  std::string quiet_to = "07:30";

  std::string counting_rules;
  std::string circular_texts;
  std::int64_t circular_days_after_cut_off = 1;
  std::string circular_at = "08:00";
  std::string document_templates;

  std::string mail_server;
  std::string mail_user;
  std::string mail_password;
  std::string mail_from;
  bool mail_tls = true;
  std::string dingtalk_url;
  std::string dingtalk_secret;
  std::string wecom_url;
  std::string webhook_url;
  std::string webhook_secret;
  std::vector<std::string> private_targets;
};

// One row of the table.
struct Option {
  using Member =
      std::variant<std::string Config::*, std::int64_t Config::*, bool Config::*, std::vector<std::string> Config::*>;
  std::string key;  // "server.port"; in the environment BIHUAN_SERVER_PORT
  Member member;
  std::string description;  // English, for docs/configuration.md
  std::int64_t least = 0;   // of a number
  std::int64_t most = 0;
  std::vector<std::string> choices = {};  // of a text
  bool secret = false;   // not in the file: KEY_file names a file that holds it, or the environment does
  bool is_time = false;  // a text "HH:MM", or empty
};

[[nodiscard]] const std::vector<Option>& options();

// BIHUAN_SERVER_PORT for "server.port".
[[nodiscard]] std::string environment_name(std::string_view key);

// The value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

struct ConfigResult {
  Config config;
  Problems problems;  // errors: the configuration must not be used
};

// `yaml` is the text of the file named `file`; empty text: defaults and environment only.
[[nodiscard]] ConfigResult read_config(const std::string& yaml, const std::string& file,
                                       const Environment& environment);

// The tables of docs/configuration.md; a test compares them with the page.
[[nodiscard]] std::string options_markdown();

// A configuration file with every option and its meaning: what differs from its default is set, all else commented out.
// Secrets are never in it. read_config() reads it back to the same configuration.
[[nodiscard]] std::string options_yaml(const Config& config);

}  // namespace bihuan::http

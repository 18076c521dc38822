#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include "web/http/config.h"

namespace bihuan::http {

const std::vector<Option>& options() {
  using C = Config;
  static const std::vector<Option> table = {
      {"data", &C::data, "Folder of the database and the attachments. It is made when it does not exist."},
      {"keys", &C::keys,
       "Folder of the keys, outside the data folder so that no backup of the data contains them. Empty: the data "
       "folder's "
       "name with `-keys` behind it."},
      {"language", &C::language, "Language for those who have not chosen one.", 0, 0, {"zh-CN", "en"}},

      {"server.address", &C::address, "Address to listen on. `0.0.0.0` or `::` for the network; then set up TLS."},
      {"server.port", &C::port, "Port to listen on.", 0, 65535},
      {"server.public_url", &C::public_url,
       "How people reach the server, for links in messages and for the check of a page's origin: "
       "`https://bihuan.example`."},
      {"server.hosts", &C::hosts,
       "Host names that are answered. Empty: on a loopback address only its own names, else every name."},
      {"server.trusted_proxies", &C::trusted_proxies,
       "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."},
      {"server.io_threads", &C::io_threads, "Threads that carry the connections.", 1, 64},
      {"server.workers", &C::workers, "Threads for what blocks: reading the database, hashing passwords.", 1, 256},
      {"server.max_connections", &C::max_connections, "Connections at the same time; more are turned away with 503.",
       16, 100000},
      {"server.max_upload_megabytes", &C::max_upload_megabytes, "Largest file that can be uploaded.", 1, 4096},
      {"server.stop_seconds", &C::stop_seconds, "How long requests may take to finish when the server stops.", 0, 300},

      {"tls.certificate", &C::tls_certificate,
       "PEM file with the certificate chain. `bihuan tls` makes one; read again on SIGHUP."},
      {"tls.key", &C::tls_key, "PEM file with the certificate's key, without passphrase."},

      {"limits.requests_per_minute", &C::requests_per_minute, "Requests of one person (or address). 0: no limit.", 0,
       1000000},
      {"limits.sign_ins_per_minute", &C::sign_ins_per_minute, "Attempts to sign in from one address. 0: no limit.", 0,
       1000000},

      {"session.idle_minutes", &C::session_idle_minutes, "A session ends after so long without a request.", 1, 1440},
      {"session.hours", &C::session_hours, "A session ends after so long in any case.", 1, 720},
      {"password.length", &C::password_length, "Least number of characters of a password.", 8, 64},
      {"password.failures", &C::password_failures, "Wrong passwords in a row that lock an account.", 3, 100},
      {"password.lock_minutes", &C::password_lock_minutes, "How long it is locked.", 1, 1440},
      {"password.days", &C::password_days, "A password must be changed after so many days. 0: never.", 0, 3650},
      {"password.hashes_at_once", &C::hashes_at_once, "Passwords hashed at the same time; each takes 64 MiB.", 1, 64},

      {"audit.heads_to", &C::audit_heads_to,
       "Mail addresses outside this machine that get the head of each signed checkpoint, so that no history can be "
       "signed again unseen. Needs `mail.server`."},
      {"audit.checkpoint_hours", &C::audit_checkpoint_hours, "A checkpoint is signed, and its head mailed, so often.",
       1, 720},
      {"attachments.sweep_hours", &C::attachments_sweep_hours,
       "Files that no case names are removed so often, once they are a week old.", 1, 720},

      {"metrics.from", &C::metrics_from, "Addresses or networks that may read /metrics."},
      {"web.image_sources", &C::image_sources, "Further origins of images that pages may load, for map tiles."},

      {"log.level", &C::log_level, "Least level that is logged.", 0, 0, {"debug", "info", "warning", "error"}},
      {"log.file", &C::log_file,
       "File to log to, a new one each day with the date in its name. Empty: standard error."},
      {"log.days", &C::log_days, "Days for which log files are kept; the law asks for six months.", 1, 3650},
      {"log.access", &C::log_access, "Log every request (no addresses, no names, no contents)."},

      {"reminders.digest_at",
       &C::digest_at,
       "Time of day at which leaders get the digest, on working days. Empty: none.",
       0,
       0,
       {},
       false,
       true},
      {"reminders.digest_roles", &C::digest_roles, "Roles whose holders get the digest."},
      {"reminders.quiet_from",
       &C::quiet_from,
       "From this time of day mail and robots wait until `reminders.quiet_to`; cases that their workflow calls urgent "
       "are "
       "not held back. Empty: never.",
       0,
       0,
       {},
       false,
       true},
      {"reminders.quiet_to", &C::quiet_to, "End of the quiet hours.", 0, 0, {}, false, true},

      {"circular.days_after_cut_off", &C::circular_days_after_cut_off,
       "The month's circular is drafted so many days after the last counted day (`cut_off` of the counting rules).", 1,
       27},
      {"circular.at", &C::circular_at, "Time of that day at which it is drafted.", 0, 0, {}, false, true},
      {"circular.rules", &C::counting_rules,
       "Counting rules of your own (YAML), for circular, dashboards and API. Empty: those of "
       "`workflows/counting/petition-monthly.yaml`."},
      {"circular.texts", &C::circular_texts,
       "Sentences of the circular of your own (YAML). Empty: those of `workflows/documents/circular/texts.yaml`."},
      {"documents.templates", &C::document_templates,
       "Folder with templates of your own, `NAME.docx` with a name of `bihuan template list`; all others are the "
       "shipped "
       "ones."},

      {"mail.server", &C::mail_server, "SMTP server: `smtp://host:587` or `smtps://host:465`. Empty: no mail."},
      {"mail.user", &C::mail_user, "Name to sign in with at the SMTP server."},
      {"mail.password", &C::mail_password, "Password for the SMTP server.", 0, 0, {}, true},
      {"mail.from", &C::mail_from, "Sender address of mail."},
      {"mail.tls", &C::mail_tls, "Refuse to send mail over a connection that is not encrypted."},
      {"dingtalk.url", &C::dingtalk_url, "Address of a DingTalk robot, with its access token.", 0, 0, {}, true},
      {"dingtalk.secret",
       &C::dingtalk_secret,
       "Secret with which messages to the DingTalk robot are signed.",
       0,
       0,
       {},
       true},
      {"wecom.url", &C::wecom_url, "Address of a WeCom robot, with its key.", 0, 0, {}, true},
      {"webhook.url", &C::webhook_url, "Address that gets a signed copy of every notification. Empty: none."},
      {"webhook.secret", &C::webhook_secret, "Secret with which webhooks are signed.", 0, 0, {}, true},
      {"outbound.private_targets", &C::private_targets,
       "Private addresses or networks that robots and webhooks may reach; all others are refused."},
  };
  return table;
}

namespace {

std::string default_text(const Option& option) {
  static const Config defaults;
  return std::visit(
      [](const auto& member) -> std::string {
        const auto& value = defaults.*member;
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          return value.empty() ? "" : "`" + value + "`";
        } else if constexpr (std::is_same_v<Value, bool>) {
          return value ? "`true`" : "`false`";
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          return fmt::format("`{}`", value);
        } else {
          std::string all;
          for (const auto& item : value) all += (all.empty() ? "" : ", ") + item;
          return "`[" + all + "]`";
        }
      },
      option.member);
}

// A value as YAML: texts in quotes, with JSON's escapes, which YAML understands.
std::string yaml_value(const Config& config, const Option::Member& at) {
  return std::visit(
      [&](const auto& member) -> std::string {
        const auto& value = config.*member;
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          return boost::json::serialize(boost::json::string(value));
        } else if constexpr (std::is_same_v<Value, bool>) {
          return value ? "true" : "false";
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          return fmt::format("{}", value);
        } else {
          std::string all;
          for (const auto& item : value)
            all += (all.empty() ? "" : ", ") + boost::json::serialize(boost::json::string(item));
          return "[" + all + "]";
        }
      },
      at);
}

std::string yaml_entry(const Option& option, const Config& config, const std::string& indent, const std::string& name) {
  static const Config defaults;
  std::string text = fmt::format("{}# {}", indent, option.description);
  if (option.most != 0) text += fmt::format(" From {} to {}.", option.least, option.most);
  if (!option.choices.empty()) text += fmt::format(" One of {}.", fmt::join(option.choices, ", "));
  if (option.secret)
    return text + fmt::format("\n{}# Secret: name a file that holds it.\n{}#{}_file: \"\"\n", indent, indent, name);
  const auto value = yaml_value(config, option.member);
  const bool derived = option.key == "keys" && config.keys == config.data + "-keys";
  const bool standard = derived || value == yaml_value(defaults, option.member);
  return text + fmt::format("\n{}{}{}: {}\n", indent, standard ? "#" : "", name,
                            derived ? yaml_value(defaults, option.member) : value);
}

}  // namespace

std::string environment_name(std::string_view key) {
  std::string name = "BIHUAN_";
  for (const char c : key) name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::string options_markdown() {
  std::string page = "| option | environment | default | meaning |\n|---|---|---|---|\n";
  for (const auto& option : options()) {
    std::string meaning = option.description;
    if (option.most != 0) meaning += fmt::format(" From {} to {}.", option.least, option.most);
    if (!option.choices.empty()) meaning += fmt::format(" One of {}.", fmt::join(option.choices, ", "));
    std::string key = "`" + option.key + "`";
    if (option.secret) {
      key = "`" + option.key + "_file`";
      meaning += " Secret: the file names a file that holds it.";
    }
    page += fmt::format("| {} | `{}` | {} | {} |\n", key, environment_name(option.key), default_text(option), meaning);
  }
  return page;
}

std::string options_yaml(const Config& config) {
  std::string page =
      "# Configuration of Bihuan. Each option stands here with its meaning; a # before it means that it has its "
      "default.\n"
      "# The environment goes before this file, the command line before both.\n";
  std::string group;
  for (const auto& option : options()) {
    const auto dot = option.key.find('.');
    const std::string own = dot == std::string::npos ? "" : option.key.substr(0, dot);
    if (own != group && !own.empty()) page += "\n" + own + ":\n";
    if (own.empty()) page += "\n";
    group = own;
    page += yaml_entry(option, config, own.empty() ? "" : "  ", own.empty() ? option.key : option.key.substr(dot + 1));
  }
  return page;
}

}  // namespace bihuan::http

#include "web/http/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/yaml/parse.h"
#include "engine/yaml/reading.h"
#include "web/http/text.h"

namespace bihuan::http {

namespace {

class Reader {
 public:
  explicit Reader(ConfigResult& result) : result_(result) {}

  // A group of the file; `prefix` is "" or "server.".
  void read_group(const yaml::Node& group, const std::string& prefix) {
    if (group.is_null()) return;
    if (!yaml::expect_map(group, prefix.empty() ? "configuration" : prefix.substr(0, prefix.size() - 1), problems()))
      return;
    for (const auto& entry : group.entries) {
      const std::string key = prefix + entry.key.text;
      if (const auto* option = find(key)) {
        read_option(*option, entry);
      } else if (const auto* secret = secret_of(key)) {
        read_secret_file(*secret, entry);
      } else if (is_group(key + ".")) {
        read_group(entry.value, key + ".");
      } else {
        report_unknown(entry, key, prefix);
      }
    }
  }

  void read_environment(const Environment& environment) {
    for (const auto& option : options()) {
      const auto name = environment_name(option.key);
      if (const auto value = environment(name)) set_text(option, *value, name);
      if (!option.secret) continue;
      if (const auto path = environment(name + "_FILE")) set_from_file(option, *path, {name + "_FILE", 0, 0});
    }
  }

 private:
  Problems& problems() { return result_.problems; }

  static const Option* find(std::string_view key) {
    const auto at = std::find_if(options().begin(), options().end(), [&](const auto& one) { return one.key == key; });
    return at == options().end() ? nullptr : &*at;
  }

  static const Option* secret_of(std::string_view key) {
    if (!key.ends_with("_file")) return nullptr;
    const auto* option = find(key.substr(0, key.size() - 5));
    return option && option->secret ? option : nullptr;
  }

  static bool is_group(std::string_view prefix) {
    return std::any_of(options().begin(), options().end(),
                       [&](const auto& one) { return one.key.starts_with(prefix); });
  }

  void report_unknown(const yaml::Entry& entry, const std::string& key, const std::string& prefix) {
    std::vector<std::string> known;
    for (const auto& option : options()) known.push_back(option.key + (option.secret ? "_file" : ""));
    const std::string what = prefix.empty() ? "configuration" : prefix.substr(0, prefix.size() - 1);
    yaml::error(problems(), entry.key, "unknown_key",
                {{"what", what}, {"key", entry.key.text}, {"known", yaml::nearest_first(key, std::move(known))}});
  }

  void read_option(const Option& option, const yaml::Entry& entry) {
    const auto& node = entry.value;
    if (option.secret) return yaml::error(problems(), entry.key, "config_secret", {{"key", option.key}});
    std::visit([&](const auto& member) { read_value(option, node, result_.config.*member); }, option.member);
  }

  void read_value(const Option& option, const yaml::Node& node, std::string& value) {
    if (const auto text = yaml::read_text(node, option.key, problems()))
      check_choice(option, *text, node.where(), value);
  }
  void read_value(const Option& option, const yaml::Node& node, std::int64_t& value) {
    if (const auto number = yaml::read_integer(node, option.key, problems(), option.least, option.most))
      value = *number;
  }
  void read_value(const Option& option, const yaml::Node& node, bool& value) {
    if (const auto flag = yaml::read_flag(node, option.key, problems())) value = *flag;
  }
  void read_value(const Option& option, const yaml::Node& node, std::vector<std::string>& value) {
    std::vector<std::string> texts;
    for (const auto* item : yaml::read_one_or_many(node, option.key, problems())) texts.push_back(item->text);
    value = std::move(texts);
  }

  void check_choice(const Option& option, const std::string& text, const Location& where, std::string& value) {
    const auto& choices = option.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end()) {
      return report("config_choice", {{"key", option.key}, {"choices", fmt::format("{}", fmt::join(choices, ", "))}},
                    where);
    }
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (option.is_time && !text.empty() &&
        (text.size() != 5 || !digit(0) || !digit(1) || text[2] != ':' || !digit(3) || !digit(4) ||
         text.substr(0, 2) > "23" || text.substr(3) > "59")) {
      return report("config_time", {{"key", option.key}}, where);
    }
    value = text;
  }

  // From the environment: text of any kind; `name` stands for the place.
  void set_text(const Option& option, const std::string& text, const std::string& name) {
    const Location where{name, 0, 0};
    std::visit([&](const auto& member) { parse_value(option, text, where, result_.config.*member); }, option.member);
  }
  void parse_value(const Option& option, const std::string& text, const Location& where, std::string& value) {
    check_choice(option, text, where, value);
  }
  void parse_value(const Option& option, const std::string& text, const Location& where, std::int64_t& value) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < option.least || number > option.most) {
      return report(
          "config_number",
          {{"key", option.key}, {"least", std::to_string(option.least)}, {"most", std::to_string(option.most)}}, where);
    }
    value = number;
  }
  void parse_value(const Option& option, const std::string& text, const Location& where, bool& value) {
    if (text != "true" && text != "false") return report("config_flag", {{"key", option.key}}, where);
    value = text == "true";
  }
  void parse_value(const Option&, const std::string& text, const Location&, std::vector<std::string>& value) {
    value.clear();
    for (const auto item : split_list(text)) value.emplace_back(item);
  }

  void read_secret_file(const Option& option, const yaml::Entry& entry) {
    const auto path = yaml::read_text(entry.value, option.key + "_file", problems());
    if (path) set_from_file(option, *path, entry.value.where());
  }

  void set_from_file(const Option& option, const std::string& path, const Location& where) {
    auto content = yaml::read_file(path);
    if (!content) return report("config_secret_file", {{"key", option.key}, {"file", path}}, where);
    while (!content->empty() && (content->back() == '\n' || content->back() == '\r')) content->pop_back();
    if (content->empty()) return report("config_secret_file", {{"key", option.key}, {"file", path}}, where);
    result_.config.*std::get<std::string Config::*>(option.member) = std::move(*content);
  }

  void report(std::string_view code, MessageArguments arguments, const Location& where) {
    problems().push_back({Severity::error, std::string(code), std::move(arguments), where, {}});
  }

  ConfigResult& result_;
};

// What no single option can know.
void check_together(ConfigResult& result) {
  const auto& config = result.config;
  const auto report = [&](std::string_view code, MessageArguments arguments) {
    result.problems.push_back({Severity::error, std::string(code), std::move(arguments), {}, {}});
  };
  if (!config.audit_heads_to.empty() && config.mail_server.empty()) report("config_heads_without_mail", {});
  if (config.tls_certificate.empty() != config.tls_key.empty()) report("config_tls_half", {});
  if (config.quiet_from.empty() != config.quiet_to.empty()) report("config_quiet_half", {});
  const auto& url = config.public_url;
  const bool has_path = url.find('/', url.find("//") + 2) != std::string::npos;
  if (!url.empty() && ((!url.starts_with("https://") && !url.starts_with("http://")) || has_path)) {
    report("config_public_url", {{"url", url}});
  }
}

}  // namespace

ConfigResult read_config(const std::string& text, const std::string& file, const Environment& environment) {
  ConfigResult result;
  Reader reader(result);
  if (!text.empty()) {
    auto parsed = yaml::parse(text, file);
    result.problems = std::move(parsed.problems);
    reader.read_group(parsed.document.root, "");
  }
  reader.read_environment(environment);
  check_together(result);
  if (result.config.keys.empty()) result.config.keys = result.config.data + "-keys";
  sort_problems(result.problems);
  return result;
}

}  // namespace bihuan::http

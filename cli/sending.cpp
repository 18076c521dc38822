#include "cli/sending.h"

#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "cli/configuration.h"
#include "engine/base/catalogue.h"
#include "engine/runtime/housekeeping.h"
#include "engine/runtime/message_text.h"
#include "web/outbound/mail.h"
#include "web/outbound/robots.h"

namespace bihuan::cli {
namespace {

namespace json = boost::json;

std::string member(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// For whoever keeps the heads of checkpoints: the line stands by itself, so that `bihuan verify --heads` reads a saved
// mail.
outbound::Message head_message(const json::object& body, const std::string& language, const runtime::OutboxItem& item) {
  outbound::Message message;
  message.stable_id = item.stable_id;
  message.to = item.target;
  const MessageArguments arguments{{"number", member(body, "number")}};
  message.title = text(language, "checkpoint_head_title", arguments);
  message.text = text(language, runtime::checkpoint_head, arguments) + "\n\n" + member(body, "head") + "\n";
  return message;
}

std::optional<outbound::Message> render(runtime::CaseService& cases, const std::string& origin,
                                        const std::string& otherwise, const runtime::OutboxItem& item) {
  const auto parsed = json::parse(item.body);
  const auto& body = parsed.as_object();
  if (member(body, "kind") == runtime::checkpoint_head) return head_message(body, otherwise, item);
  const auto posted = runtime::posted_of(item.body);
  outbound::Message message;
  message.stable_id = item.stable_id;
  std::string language = otherwise;
  if (!item.target.empty()) {
    const auto organisation = cases.organisation();
    const auto* person = organisation->person(item.target);
    // Who has left, or gave no address, reads it in the inbox or not at all.
    if (person == nullptr || !person->active || person->mail.empty()) return std::nullopt;
    message.to = person->mail;
    language = cases.store().read()->directory().preferences(item.target).value_or(runtime::Preferences()).language;
  }
  message.link = posted.case_id == 0 ? origin + "/" : fmt::format("{}/cases/{}", origin, posted.case_id);
  // Every channel puts the link where it can be followed.
  message.text = runtime::message_text(cases.definitions(), posted.sentences, language, {});
  message.title = posted.case_id == 0 ? text(language, "digest_title")
                                      : text(language, "message_title", {{"number", posted.number}});
  return message;
}

}  // namespace

runtime::CaseService::Options sending_options(const http::Config& config) {
  runtime::CaseService::Options options;
  options.quiet = {minute_of_day(config.quiet_from), minute_of_day(config.quiet_to)};
  if (!config.mail_server.empty()) options.person_channels.push_back("mail");
  if (!config.dingtalk_url.empty()) options.room_channels.push_back("dingtalk");
  if (!config.wecom_url.empty()) options.room_channels.push_back("wecom");
  if (!config.webhook_url.empty()) options.room_channels.push_back("webhook");
  return options;
}

runtime::Housekeeping::Options housekeeping_options(const http::Config& config) {
  constexpr runtime::Millis hour = 3'600'000;
  runtime::Housekeeping::Options options;
  options.checkpoint_every = config.audit_checkpoint_hours * hour;
  options.heads_to = config.audit_heads_to;
  options.sweep_every = config.attachments_sweep_hours * hour;
  return options;
}

Result<std::unique_ptr<outbound::Relay>> make_relay(runtime::CaseService& cases, const http::Config& config,
                                                    const std::string& origin,
                                                    std::function<void(const http::LogFields&)> log) {
  const auto allowed = http::AddressSet::parse(config.private_targets);
  if (!allowed) return allowed.error();
  outbound::RelayOptions options;
  if (!config.mail_server.empty()) {
    options.channels["mail"] = std::make_shared<outbound::Mail>(outbound::MailOptions{.server = config.mail_server,
                                                                                      .user = config.mail_user,
                                                                                      .password = config.mail_password,
                                                                                      .from = config.mail_from,
                                                                                      .tls = config.mail_tls});
  }
  if (!config.dingtalk_url.empty()) {
    options.channels["dingtalk"] =
        std::make_shared<outbound::DingTalkRobot>(config.dingtalk_url, config.dingtalk_secret, *allowed);
  }
  if (!config.wecom_url.empty())
    options.channels["wecom"] = std::make_shared<outbound::WeComRobot>(config.wecom_url, *allowed);
  if (!config.webhook_url.empty()) {
    options.channels["webhook"] =
        std::make_shared<outbound::Webhook>(config.webhook_url, config.webhook_secret, *allowed);
  }
  if (options.channels.empty()) return std::unique_ptr<outbound::Relay>();
  options.render = [&cases, origin, language = config.language](const runtime::OutboxItem& item) {
    return render(cases, origin, language, item);
  };
  options.on_failure = [log = std::move(log)](const runtime::OutboxItem& item, const Error& error) {
    // The code, not the message: what a mail server answers may name the person.
    log({{"item", std::to_string(item.id)},
         {"channel", item.channel},
         {"attempt", std::to_string(item.attempts + 1)},
         {"error", error.code}});
  };
  return std::make_unique<outbound::Relay>(cases.store(), cases.writer(), cases.clock(), std::move(options));
}

runtime::Digest::Options digest_options(const http::Config& config) {
  const auto sending = sending_options(config);
  runtime::Digest::Options options;
  options.at_minute = minute_of_day(config.digest_at);
  options.roles = config.digest_at.empty() ? std::vector<std::string>{} : config.digest_roles;
  options.person_channels = sending.person_channels;
  options.office_calendar = sending.office_calendar;
  options.quiet = sending.quiet;
  return options;
}

}  // namespace bihuan::cli

#include "engine/runtime/messages.h"

#include <boost/json.hpp>

#include "engine/runtime/follow_ups.h"
#include "engine/runtime/posting.h"
#include "engine/runtime/recipients.h"

namespace bihuan::runtime {
namespace {

namespace json = boost::json;

class Collector {
 public:
  Collector(const core::CaseState& after, const core::Organisation& organisation, Millis now, Millis quiet_until,
            const CaseService::Options& options)
      : after_(after), organisation_(organisation), now_(now), quiet_until_(quiet_until), options_(options) {}

  void add(const core::Event& event) {
    if (const auto* message = std::get_if<core::NotificationQueued>(&event.body)) {
      add_message(*message, stable_id(event));
    } else if (std::holds_alternative<core::SubCaseRequested>(event.body)) {
      add_follow_up(event, {{"do", "open_subcase"}, {"parent", after_.id}, {"seq", event.seq}});
    } else if (const auto* merged = std::get_if<core::CaseMerged>(&event.body)) {
      add_follow_up(event, {{"do", "link"},
                            {"case", merged->into.case_id},
                            {"other", after_.id},
                            {"number", after_.number},
                            {"kind", "merges"}});
    } else if (const auto* closed = std::get_if<core::CaseClosed>(&event.body)) {
      for (const auto& link : after_.links) {
        if (link.kind != "parent") continue;
        add_follow_up(
            event, {{"do", "tell_parent"}, {"parent", link.case_id}, {"child", after_.id}, {"outcome", closed->state}});
      }
    }
  }

  Messages found;

 private:
  std::string stable_id(const core::Event& event) const {
    return std::to_string(after_.id) + "/" + std::to_string(event.seq);
  }

  void add_follow_up(const core::Event& event, const json::object& body) {
    found.outbox.push_back(
        {0, stable_id(event), internal_channel, {}, json::serialize(body), OutboxState::pending, 0, now_, now_, {}});
  }

  void add_message(const core::NotificationQueued& message, const std::string& stable) {
    const bool leaves = !options_.person_channels.empty() || !options_.room_channels.empty();
    const Told told{message.matter, message.message, after_.definition_hash, message.arguments, now_};
    const std::string body = leaves ? message_body(told, after_.id, after_.number) : std::string{};
    const Millis not_before = message.urgent ? now_ : quiet_until_;
    const auto add_outbox = [&](std::string id, const std::string& channel, const std::string& target) {
      found.outbox.push_back(
          {0, std::move(id), channel, target, body, OutboxState::pending, 0, now_, not_before, {}, after_.id});
    };
    for (const auto& person : recipients(message, organisation_, now_)) {
      found.inbox.push_back({0,
                             person,
                             now_,
                             after_.id,
                             after_.number,
                             message.message,
                             after_.definition_hash,
                             message.arguments,
                             false,
                             message.matter,
                             {}});
      for (const auto& channel : options_.person_channels) {
        add_outbox(stable + "/" + channel + "/" + person, channel, person);
      }
    }
    for (const auto& channel : options_.room_channels) add_outbox(stable + "/" + channel, channel, {});
  }

  const core::CaseState& after_;
  const core::Organisation& organisation_;
  Millis now_;
  Millis quiet_until_;
  const CaseService::Options& options_;
};

}  // namespace

Messages messages_of(const std::vector<core::Event>& events, const core::CaseState& after,
                     const core::Organisation& organisation, Millis now, Millis quiet_until,
                     const CaseService::Options& options) {
  Collector collector(after, organisation, now, quiet_until, options);
  for (const auto& event : events) collector.add(event);
  return std::move(collector.found);
}

}  // namespace bihuan::runtime

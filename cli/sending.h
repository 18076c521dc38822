// What leaves the machine: the configured channels, the words of a message, and the relay that sends them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/runtime/case_service.h"
#include "engine/runtime/digest.h"
#include "engine/runtime/housekeeping.h"
#include "web/http/config.h"
#include "web/http/log.h"
#include "web/outbound/relay.h"

namespace bihuan::cli {

// The case service writes outbox rows for exactly these channels.
[[nodiscard]] runtime::CaseService::Options sending_options(const http::Config& config);

// Without roles when `reminders.digest_at` is empty.
[[nodiscard]] runtime::Digest::Options digest_options(const http::Config& config);

// How often checkpoints are signed and attachments swept, and who gets the heads.
[[nodiscard]] runtime::Housekeeping::Options housekeeping_options(const http::Config& config);

// A relay over the office's outbox; nothing when no channel is configured. `origin` begins the links. Everything must
// outlive the relay. Fails when outbound.private_targets cannot be read.
[[nodiscard]] Result<std::unique_ptr<outbound::Relay>> make_relay(runtime::CaseService& cases,
                                                                  const http::Config& config, const std::string& origin,
                                                                  std::function<void(const http::LogFields&)> log);

}  // namespace bihuan::cli

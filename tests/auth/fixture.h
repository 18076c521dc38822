// A directory of three people in a store of its own, the clock set by hand, and Auth over them.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/runtime/sealing.h"
#include "engine/runtime/writer.h"
#include "storage/sqlite/store.h"
#include "web/api/auth/auth.h"
#include "web/api/auth/routes.h"
#include "web/http/dispatcher.h"

namespace bihuan::tests {

class HandClock final : public runtime::Clock {
 public:
  [[nodiscard]] runtime::Millis now() const override { return at; }
  std::atomic<runtime::Millis> at{1'795'000'000'000};
};

inline constexpr runtime::Millis minute = 60'000;
inline constexpr const char* good_password = "Kuai-Le-7-Shan";

// zhang (clerk), li (security administrator), wang (inactive). Only zhang and li have the password above.
struct Directory {
  explicit Directory(bool with_people = true, api::AuthOptions options = {});
  ~Directory();

  [[nodiscard]] std::shared_ptr<const core::Organisation> organisation();
  [[nodiscard]] http::Request request(const std::string& cookie, const std::string& bearer = {}) const;
  // The code of the refusal, or "".
  [[nodiscard]] std::string sign_in(const std::string& person, const std::string& password,
                                    const std::string& code = {});
  // A session's token.
  [[nodiscard]] std::string session_of(const std::string& person);
  [[nodiscard]] std::string who(const std::string& cookie, const std::string& bearer = {});
  [[nodiscard]] std::vector<std::string> logged();

  std::filesystem::path folder;
  HandClock clock;
  std::unique_ptr<sqlite::SqliteStore> store;
  runtime::Sealing sealing{runtime::make_keys()};
  std::unique_ptr<runtime::Writer> writer;
  std::unique_ptr<api::Auth> auth;
};

}  // namespace bihuan::tests

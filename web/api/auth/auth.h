// Who somebody is: sign-in with lock-out and second factor, sessions, API tokens, one-time links, and the first set-up
// that makes the three administrators.
// Share freely between threads. Calls may block (hashing, the writer): on workers only. Refusals are values; codes:
// bad_credentials, totp_needed, locked {seconds}, session_over, password_must_change, token_unknown, link_unknown,
// setup_done, setup_administrators, those of check_password, too_busy, storage_failed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/people.h"
#include "engine/runtime/clock.h"
#include "engine/runtime/sealing.h"
#include "engine/runtime/writer.h"
#include "web/api/auth/password.h"
#include "web/http/message.h"

namespace bihuan::api {

using runtime::Millis;

struct AuthOptions {
  PasswordRules rules;
  PasswordHasher::Cost cost;
  int failures = 5;  // in a row that lock
  Millis lock = 15 * 60'000;
  Millis idle = 30 * 60'000;  // of a session
  Millis longest_session = 12 * 3'600'000;
  Millis password_age = 0;            // 0: never too old
  Millis link_life = 24 * 3'600'000;  // of one-time links
  std::string issuer = "Bihuan";      // as authenticator apps show it
};

struct SignedIn {
  std::string token;  // for the cookie; nowhere stored
  std::string person;
  bool must_change = false;
};

struct NewAdministrator {
  std::string role;  // system_admin, security_admin, audit_admin: each once, three different persons
  std::string person, name, password;
};

class Auth {
 public:
  using OrganisationNow = std::function<std::shared_ptr<const core::Organisation>()>;

  Auth(runtime::Store& store, runtime::Writer& writer, const runtime::Sealing& sealing, const runtime::Clock& clock,
       OrganisationNow organisation, AuthOptions options);
  ~Auth();

  // For DispatcherOptions::authenticate: the session cookie, or the bearer token. Principal::context is the
  // core::Actor.
  [[nodiscard]] Result<http::Principal> authenticate(const http::Request& request);

  [[nodiscard]] Result<SignedIn> sign_in(const std::string& person, const std::string& password,
                                         const std::string& code, const std::string& address,
                                         const std::string& client);
  [[nodiscard]] Result<void> sign_out(const std::string& session);
  // Ends every other session of the person. `session` stays.
  [[nodiscard]] Result<void> change_password(const std::string& person, const std::string& current,
                                             const std::string& wanted, const std::string& session);
  // Acting for an absent person within this session; empty: for oneself. Whether an absence allows it is asked anew
  // with every request.
  [[nodiscard]] Result<void> act_for(const std::string& session, const std::string& absent);

  // A link with which `person` sets a new password, once. For the security administrator `by`; ends all sessions.
  // Valid for AuthOptions::link_life unless told.
  [[nodiscard]] Result<std::string> reset(const std::string& person, const std::string& by,
                                          std::optional<Millis> life = {});
  [[nodiscard]] Result<void> use_link(const std::string& secret, const std::string& wanted);
  [[nodiscard]] Result<void> unlock(const std::string& person, const std::string& by);

  struct Enrolment {
    std::string secret, uri;
  };
  [[nodiscard]] Result<Enrolment> begin_totp(const std::string& person);
  [[nodiscard]] Result<void> confirm_totp(const std::string& person, const std::string& code);
  [[nodiscard]] Result<void> remove_totp(const std::string& person, const std::string& code);

  struct MadeToken {
    std::int64_t id = 0;
    std::string secret;  // shown once
  };
  [[nodiscard]] Result<MadeToken> make_token(const std::string& person, const std::string& name,
                                             const std::vector<std::string>& scopes, std::optional<Millis> expires_at);
  [[nodiscard]] std::vector<runtime::ApiToken> tokens(const std::string& person);
  [[nodiscard]] Result<void> delete_token(const std::string& person, std::int64_t id);

  // The token of one's calendar feed: good for that alone. A new one ends the old one.
  [[nodiscard]] Result<std::string> make_feed(const std::string& person);
  [[nodiscard]] Result<void> end_feed(const std::string& person);  // not_found
  [[nodiscard]] Result<std::string> feed_owner(const std::string& secret);

  // True until three administrators exist.
  [[nodiscard]] bool setup_needed();
  // The secret of the one-time set-up link; a new one ends the old one.
  [[nodiscard]] Result<std::string> make_setup_link();
  [[nodiscard]] Result<void> set_up(const std::string& secret, const std::vector<NewAdministrator>& administrators);

  // Sets a password without asking anything: for demonstration data and the command line.
  [[nodiscard]] Result<void> set_password(const std::string& person, const std::string& password, bool must_change);
  // Forgets what is cached: after somebody else changed the directory's credentials.
  void forget();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

inline constexpr std::string_view feed_scope = "feed:read";
inline constexpr std::string_view session_cookie = "bihuan_session";

}  // namespace bihuan::api

#include <algorithm>

#include "web/api/auth/auth_state.h"
#include "web/api/auth/totp.h"

namespace bihuan::api {

namespace {

constexpr Millis enrolment_life = 10 * 60'000;

}  // namespace

Result<void> Auth::change_password(const std::string& person, const std::string& current, const std::string& wanted,
                                   const std::string& session) {
  auto& state = *state_;
  const auto credential = state.store.read()->directory().credential(person);
  if (!credential) return Error("bad_credentials");
  // Guessing from within a stolen session is bounded like guessing from outside.
  if (credential->locked_until.value_or(0) > state.clock.now()) return Error("bad_credentials");
  const auto fits = state.hasher.verify(credential->password, current);
  if (!fits) return fits.error();
  if (!*fits) {
    const auto counted =
        state.with_credential(person, "password_failed", person, [&](auto&, auto& stored) -> Result<void> {
          if (++stored.failures >= state.options.failures) {
            stored.failures = 0;
            stored.locked_until = state.clock.now() + state.options.lock;
          }
          return {};
        });
    return counted ? Error("bad_credentials") : counted.error();
  }
  if (current == wanted) return Error("password_same");
  if (const auto good = check_password(wanted, person, state.options.rules); !good) return good.error();
  const auto hashed = state.hasher.hash(wanted);
  if (!hashed) return hashed.error();
  const auto done = state.with_credential(person, "password_changed", person,
                                          [&](runtime::WriteSession& write, auto& stored) -> Result<void> {
                                            stored.password = *hashed;
                                            stored.must_change = false;
                                            stored.failures = 0;
                                            stored.changed_at = state.clock.now();
                                            const auto kept = write.directory().session(session);
                                            write.directory().delete_sessions_of(person);
                                            if (kept && kept->person == person) write.directory().put_session(*kept);
                                            return {};
                                          });
  state.forget_person(person);
  return done;
}

Result<void> Auth::set_password(const std::string& person, const std::string& password, bool must_change) {
  const auto hashed = state_->hasher.hash(password);
  if (!hashed) return hashed.error();
  const auto done = state_->with_credential(person, "password_set", "", [&](auto&, auto& stored) -> Result<void> {
    stored.password = *hashed;
    stored.must_change = must_change;
    stored.failures = 0;
    stored.locked_until.reset();
    stored.changed_at = state_->clock.now();
    return {};
  });
  state_->forget_person(person);
  return done;
}

Result<std::string> Auth::reset(const std::string& person, const std::string& by, std::optional<Millis> life) {
  if (!state_->organisation()->person(person)) return Error("person_unknown");
  const auto secret = make_secret();
  const auto done = state_->with_credential(
      person, "password_reset", by, [&](runtime::WriteSession& write, auto& stored) -> Result<void> {
        // The old password is gone at once: a reset is asked for when it may be
        // known to somebody else.
        stored.password.clear();
        stored.one_time = secret_hash(secret);
        stored.one_time_until = state_->clock.now() + life.value_or(state_->options.link_life);
        write.directory().delete_sessions_of(person);
        return {};
      });
  state_->forget_person(person);
  if (!done) return done.error();
  return secret;
}

Result<void> Auth::use_link(const std::string& secret, const std::string& wanted) {
  const auto hash = secret_hash(secret);
  const auto credential = state_->store.read()->directory().credential_by_one_time(hash);
  if (!credential || credential->one_time_until.value_or(0) <= state_->clock.now()) return Error("link_unknown");
  if (const auto good = check_password(wanted, credential->person, state_->options.rules); !good) return good.error();
  const auto hashed = state_->hasher.hash(wanted);
  if (!hashed) return hashed.error();
  return state_->with_credential(credential->person, "link_used", credential->person,
                                 [&](auto&, auto& stored) -> Result<void> {
                                   if (stored.one_time != hash) return Error("link_unknown");
                                   stored.one_time.clear();
                                   stored.one_time_until.reset();
                                   stored.password = *hashed;
                                   stored.must_change = false;
                                   stored.failures = 0;
                                   stored.locked_until.reset();
                                   stored.changed_at = state_->clock.now();
                                   return {};
                                 });
}

Result<void> Auth::unlock(const std::string& person, const std::string& by) {
  if (!state_->organisation()->person(person)) return Error("person_unknown");
  return state_->with_credential(person, "unlocked", by, [](auto&, auto& stored) -> Result<void> {
    stored.failures = 0;
    stored.locked_until.reset();
    return {};
  });
}

Result<Auth::Enrolment> Auth::begin_totp(const std::string& person) {
  const auto secret = make_totp_secret();
  const Millis now = state_->clock.now();
  const std::lock_guard lock(state_->mutex);
  std::erase_if(state_->enrolments, [&](const auto& entry) { return entry.second.second <= now; });
  state_->enrolments[person] = {secret, now + enrolment_life};
  return Enrolment{base32(secret), totp_uri(secret, person, state_->options.issuer)};
}

Result<void> Auth::confirm_totp(const std::string& person, const std::string& code) {
  const Millis now = state_->clock.now();
  std::string secret;
  {
    const std::lock_guard lock(state_->mutex);
    const auto at = state_->enrolments.find(person);
    if (at == state_->enrolments.end() || at->second.second <= now) return Error("totp_not_begun");
    secret = at->second.first;
  }
  if (!state_->take_code(person, secret, code, now)) return Error("totp_wrong");
  const auto done = state_->with_credential(person, "totp_set", person, [&](auto&, auto& stored) -> Result<void> {
    stored.totp_secret = state_->sealing.seal(secret, "totp:" + person).ciphertext;
    return {};
  });
  const std::lock_guard lock(state_->mutex);
  state_->enrolments.erase(person);
  return done;
}

Result<void> Auth::remove_totp(const std::string& person, const std::string& code) {
  const auto credential = state_->store.read()->directory().credential(person);
  if (!credential || credential->totp_secret.empty()) return Error("totp_not_begun");
  const auto secret = state_->totp_secret(*credential);
  if (!secret) return secret.error();
  if (!state_->take_code(person, *secret, code, state_->clock.now())) return Error("totp_wrong");
  return state_->with_credential(person, "totp_removed", person, [](auto&, auto& stored) -> Result<void> {
    stored.totp_secret.clear();
    return {};
  });
}

Result<Auth::MadeToken> Auth::make_token(const std::string& person, const std::string& name,
                                         const std::vector<std::string>& scopes, std::optional<Millis> expires_at) {
  const Millis now = state_->clock.now();
  if (expires_at && *expires_at <= now) return Error("token_expired");
  std::string joined;
  for (const auto& scope : scopes) joined += (joined.empty() ? "" : " ") + scope;
  MadeToken made{0, make_secret()};
  const auto done = state_->writer.run([&](runtime::WriteSession& write) -> Result<void> {
    if (write.directory().tokens_of(person).size() >= 50) return Error("token_too_many");
    made.id = write.directory().add_token({.token_hash = secret_hash(made.secret),
                                           .person = person,
                                           .name = name,
                                           .scopes = joined,
                                           .created_at = now,
                                           .expires_at = expires_at});
    state_->log(write, person, "token_made", person);
    return {};
  });
  if (!done) return done.error();
  return made;
}

std::vector<runtime::ApiToken> Auth::tokens(const std::string& person) {
  return state_->store.read()->directory().tokens_of(person);
}

Result<void> Auth::delete_token(const std::string& person, std::int64_t id) {
  const auto done = state_->writer.run([&](runtime::WriteSession& write) -> Result<void> {
    const auto mine = write.directory().tokens_of(person);
    const bool known = std::any_of(mine.begin(), mine.end(), [&](const auto& token) { return token.id == id; });
    if (!known) return Error("not_found");
    write.directory().delete_token(person, id);
    state_->log(write, person, "token_deleted", person);
    return {};
  });
  state_->forget_person(person);
  return done;
}

namespace {

bool end_feeds(runtime::DirectoryWrites& directory, const std::string& person) {
  bool any = false;
  for (const auto& token : directory.tokens_of(person)) {
    if (token.scopes != feed_scope) continue;
    directory.delete_token(person, token.id);
    any = true;
  }
  return any;
}

}  // namespace

Result<std::string> Auth::make_feed(const std::string& person) {
  const auto secret = make_secret();
  const auto done = state_->writer.run([&](runtime::WriteSession& write) -> Result<void> {
    static_cast<void>(end_feeds(write.directory(), person));
    write.directory().add_token({.token_hash = secret_hash(secret),
                                 .person = person,
                                 .name = "calendar",
                                 .scopes = std::string(feed_scope),
                                 .created_at = state_->clock.now()});
    state_->log(write, person, "feed_made", person);
    return {};
  });
  if (!done) return done.error();
  state_->forget_person(person);
  return secret;
}

Result<void> Auth::end_feed(const std::string& person) {
  const auto done = state_->writer.run([&](runtime::WriteSession& write) -> Result<void> {
    if (!end_feeds(write.directory(), person)) return Error("not_found");
    state_->log(write, person, "feed_ended", person);
    return {};
  });
  state_->forget_person(person);
  return done;
}

Result<std::string> Auth::feed_owner(const std::string& secret) {
  const auto now = state_->clock.now();
  const auto known = state_->find_token(secret_hash(secret), now);
  if (!known) return known.error();
  const auto organisation = state_->organisation();
  const auto* person = organisation->person(known->token.person);
  if (known->token.scopes != feed_scope || person == nullptr || !person->active) return Error("token_unknown");
  return known->token.person;
}

}  // namespace bihuan::api

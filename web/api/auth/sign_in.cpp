#include "web/api/auth/auth_state.h"
#include "web/api/auth/totp.h"

namespace bihuan::api {

namespace {

Error locked(Millis until, Millis now) {
  return Error("locked", {{"seconds", std::to_string((until - now + 999) / 1000)}});
}

}  // namespace

bool Auth::State::take_code(const std::string& person, const std::string& secret, const std::string& code, Millis now) {
  const std::lock_guard lock(mutex);
  auto& used = used_steps[person];
  const auto step = totp_step(secret, code, now, used);
  if (step) used = *step;
  return step.has_value();
}

Result<SignedIn> Auth::sign_in(const std::string& person, const std::string& password, const std::string& code,
                               const std::string& address, const std::string& client) {
  auto& state = *state_;
  const Millis now = state.clock.now();
  const auto organisation = state.organisation();
  const auto* known = organisation->person(person);
  const auto credential = state.store.read()->directory().credential(person);
  if (credential && credential->locked_until.value_or(0) > now) return locked(*credential->locked_until, now);

  const bool can = known && known->active && credential && !credential->password.empty();
  const auto fits = state.hasher.verify(can ? credential->password : "", password);
  if (!fits) return fits.error();
  if (!can) return state.refuse_stranger(person, now);

  bool right = *fits;
  if (right && !credential->totp_secret.empty()) {
    if (code.empty()) return Error("totp_needed");
    const auto secret = state.totp_secret(*credential);
    if (!secret) return secret.error();
    right = state.take_code(person, *secret, code, now);
  }
  std::string renewed;
  if (right && state.hasher.is_outdated(credential->password)) {
    if (auto hashed = state.hasher.hash(password)) renewed = std::move(*hashed);
  }

  SignedIn answer{make_secret(), person, state.is_too_old(*credential, now)};
  std::optional<Error> refused;
  const auto written = state.writer.run([&](runtime::WriteSession& session) -> Result<void> {
    auto current = session.directory().credential(person);
    if (!current) return Error("bad_credentials");
    // Another attempt may have locked the account, or changed the password, while this one was hashing.
    if (current->locked_until.value_or(0) > now) return locked(*current->locked_until, now);
    if (current->password != credential->password) return Error("bad_credentials");
    if (!right) {
      refused = Error("bad_credentials");
      if (++current->failures >= state.options.failures) {
        current->failures = 0;
        current->locked_until = now + state.options.lock;
        refused = locked(*current->locked_until, now);
      }
      session.directory().put_credential(*current);
      state.log(session, "", refused->code == "locked" ? "sign_in_locked" : "sign_in_failed", person);
      return {};
    }
    current->failures = 0;
    current->locked_until.reset();
    if (!renewed.empty()) current->password = renewed;
    session.directory().put_credential(*current);
    session.directory().delete_sessions_expired(now);
    session.directory().put_session({.token_hash = secret_hash(answer.token),
                                     .person = person,
                                     .created_at = now,
                                     .seen_at = now,
                                     .expires_at = now + state.options.longest_session,
                                     .address = address,
                                     .client = client.substr(0, 200),
                                     .on_behalf_of = ""});
    state.log(session, person, "sign_in", person);
    return {};
  });
  if (!written) return written.error();
  if (refused) return *refused;
  return answer;
}

Error Auth::State::refuse_stranger(const std::string& name, Millis now) {
  const std::lock_guard lock(mutex);
  if (strangers.size() >= 10'000) strangers.clear();
  auto& guesses = strangers[name.substr(0, 100)];
  if (guesses.locked_until > now) return locked(guesses.locked_until, now);
  if (++guesses.failures < options.failures) return Error("bad_credentials");
  guesses = {0, now + options.lock};
  return locked(guesses.locked_until, now);
}

Result<void> Auth::sign_out(const std::string& session) {
  const auto done = state_->writer.run([&](runtime::WriteSession& write) -> Result<void> {
    if (const auto known = write.directory().session(session))
      state_->log(write, known->person, "sign_out", known->person);
    write.directory().delete_session(session);
    return {};
  });
  const std::lock_guard lock(state_->mutex);
  state_->sessions.erase(session);
  return done;
}

Result<void> Auth::act_for(const std::string& session, const std::string& absent) {
  const auto done = state_->writer.run([&](runtime::WriteSession& write) -> Result<void> {
    auto known = write.directory().session(session);
    if (!known) return Error("session_over");
    const auto now = state_->clock.now();
    if (!absent.empty() && !state_->organisation()->actor(known->person, now, absent)) return Error("no_absence");
    known->on_behalf_of = absent;
    write.directory().put_session(*known);
    state_->log(write, known->person, absent.empty() ? "act_for_oneself" : "act_for",
                absent.empty() ? known->person : absent);
    return {};
  });
  const std::lock_guard lock(state_->mutex);
  state_->sessions.erase(session);
  return done;
}

}  // namespace bihuan::api

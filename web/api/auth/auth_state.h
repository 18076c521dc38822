// What Auth's files share. Internal to web/api/auth.
#pragma once

#include <map>
#include <mutex>
#include <unordered_map>

#include "web/api/auth/auth.h"
#include "web/api/auth/secrets.h"

namespace bihuan::api {

struct Auth::State {
  State(runtime::Store& with_store, runtime::Writer& with_writer, const runtime::Sealing& with_sealing,
        const runtime::Clock& with_clock, OrganisationNow with_organisation, AuthOptions with_options)
      : store(with_store),
        writer(with_writer),
        sealing(with_sealing),
        clock(with_clock),
        organisation(std::move(with_organisation)),
        options(std::move(with_options)),
        hasher(options.cost) {}

  runtime::Store& store;
  runtime::Writer& writer;
  const runtime::Sealing& sealing;
  const runtime::Clock& clock;
  const OrganisationNow organisation;
  const AuthOptions options;
  PasswordHasher hasher;

  // A credential as it was read a moment ago, so that a page with many requests does not read it for each.
  struct KnownSession {
    runtime::Session session;
    bool must_change = false;
    std::string language;
    Millis read_at = 0;
  };
  struct KnownToken {
    runtime::ApiToken token;
    std::string language;
    Millis read_at = 0;
  };
  struct Guesses {
    int failures = 0;
    Millis locked_until = 0;
  };
  std::mutex mutex;  // guards all below
  std::unordered_map<std::string, KnownSession> sessions;
  std::unordered_map<std::string, KnownToken> tokens;
  std::unordered_map<std::string, Guesses> strangers;                          // failures of names that nobody has
  std::unordered_map<std::string, std::int64_t> used_steps;                    // last TOTP step of a person
  std::unordered_map<std::string, std::pair<std::string, Millis>> enrolments;  // secret and end
  bool is_set_up = false;

  // Runs `work` in a transaction with the person's credential, which it may change; writes it back and the log entry.
  template <class Work>
  Result<void> with_credential(const std::string& person, const std::string& action, const std::string& by, Work work) {
    return writer.run([&](runtime::WriteSession& session) -> Result<void> {
      auto credential = session.directory().credential(person).value_or(runtime::Credential{.person = person});
      const Result<void> done = work(session, credential);
      if (!done) return done.error();
      session.directory().put_credential(credential);
      log(session, by, action, person);
      return {};
    });
  }

  void log(runtime::WriteSession& session, const std::string& actor, const std::string& action,
           const std::string& person) {
    session.records().add_log(
        {.at = clock.now(), .actor = actor, .action = action, .subject = "person:" + person, .detail = "{}"});
  }

  [[nodiscard]] bool is_too_old(const runtime::Credential& credential, Millis now) const {
    return credential.must_change || (options.password_age > 0 && credential.changed_at + options.password_age < now);
  }

  void forget_person(const std::string& person) {
    const std::lock_guard lock(mutex);
    std::erase_if(sessions, [&](const auto& entry) { return entry.second.session.person == person; });
    std::erase_if(tokens, [&](const auto& entry) { return entry.second.token.person == person; });
  }

  [[nodiscard]] Result<std::string> totp_secret(const runtime::Credential& credential) const {
    return sealing.open(credential.totp_secret, "totp:" + credential.person);
  }
  // The session or token behind a secret's hash, while it lives; marks it as used now and then.
  [[nodiscard]] Result<KnownSession> find_session(const std::string& hash, Millis now);
  [[nodiscard]] Result<KnownToken> find_token(const std::string& hash, Millis now);

  // A name that nobody has is counted and locked like one that somebody has, so that guessing tells nothing.
  [[nodiscard]] Error refuse_stranger(const std::string& name, Millis now);
  // Checks a code and burns it.
  [[nodiscard]] bool take_code(const std::string& person, const std::string& secret, const std::string& code,
                               Millis now);
};

}  // namespace bihuan::api

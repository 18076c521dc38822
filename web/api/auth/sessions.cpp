#include <algorithm>

#include "web/api/auth/auth_state.h"
#include "web/http/dispatcher.h"
#include "web/http/text.h"

namespace bihuan::api {

namespace {

constexpr Millis trust_cache = 5'000;
constexpr Millis touch_after = 60'000;
constexpr std::size_t most_cached = 10'000;

// What somebody whose password must be changed may still do.
bool is_open_to_changers(const http::Request& request) {
  static constexpr std::string_view names[] = {"read_session", "sign_out", "change_password", "me"};
  return request.route && std::find(std::begin(names), std::end(names), request.route->name) != std::end(names);
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  for (const auto word : http::split_list(text, ' ')) all.emplace_back(word);
  return all;
}

}  // namespace

Auth::Auth(runtime::Store& store, runtime::Writer& writer, const runtime::Sealing& sealing, const runtime::Clock& clock,
           OrganisationNow organisation, AuthOptions options)
    : state_(std::make_unique<State>(store, writer, sealing, clock, std::move(organisation), std::move(options))) {}

Auth::~Auth() = default;

namespace {

// Roles and unit of the person now; `session_over` when the person has gone.
Result<void> fill_person(http::Principal& principal, const core::Organisation& organisation, Millis now) {
  const auto* person = organisation.person(principal.person);
  if (!person || !person->active) return Error("session_over");
  auto actor = organisation.actor(principal.person, now, principal.on_behalf_of);
  if (!actor) {
    principal.on_behalf_of.clear();  // the absence is over
    actor = organisation.actor(principal.person, now);
  }
  if (!actor) return Error("session_over");
  principal.roles.reserve(actor->roles.size());
  for (auto& held : actor->roles) principal.roles.push_back(std::move(held.role));
  return {};
}

}  // namespace

Result<Auth::State::KnownSession> Auth::State::find_session(const std::string& hash, Millis now) {
  KnownSession known;
  bool cached = false;
  Millis seen_at = 0;  // as we know it; the store may not have been told yet
  {
    const std::lock_guard lock(mutex);
    const auto at = sessions.find(hash);
    cached = at != sessions.end() && at->second.read_at + trust_cache > now;
    if (at != sessions.end()) seen_at = at->second.session.seen_at;
    if (cached) known = at->second;
  }
  if (!cached) {
    const auto read = store.read();
    auto session = read->directory().session(hash);
    if (!session) return Error("session_over");
    known.session = std::move(*session);
    known.session.seen_at = std::max(known.session.seen_at, seen_at);
    const auto credential = read->directory().credential(known.session.person);
    known.must_change = !credential || is_too_old(*credential, now);
    known.language = read->directory().preferences(known.session.person).value_or(runtime::Preferences()).language;
    known.read_at = now;
  }
  if (known.session.expires_at <= now || known.session.seen_at + options.idle <= now) return Error("session_over");
  const bool touch = known.session.seen_at + touch_after < now;
  if (touch) known.session.seen_at = now;
  if (touch || !cached) {
    const std::lock_guard lock(mutex);
    if (sessions.size() >= most_cached) sessions.clear();
    sessions[hash] = known;
  }
  if (touch) {
    // Behind people's work, and not waited for: at worst the session ends a minute early.
    writer.submit(
        runtime::Writer::Lane::background,
        [hash, now](runtime::WriteSession& write) -> Result<void> {
          if (auto session = write.directory().session(hash)) {
            session->seen_at = now;
            write.directory().put_session(*session);
          }
          return {};
        },
        [](const Result<void>&) {});
  }
  return known;
}

Result<Auth::State::KnownToken> Auth::State::find_token(const std::string& hash, Millis now) {
  KnownToken known;
  bool cached = false;
  {
    const std::lock_guard lock(mutex);
    const auto at = tokens.find(hash);
    cached = at != tokens.end() && at->second.read_at + trust_cache > now;
    if (cached) known = at->second;
  }
  if (!cached) {
    const auto read = store.read();
    auto token = read->directory().token(hash);
    if (!token) return Error("token_unknown");
    known.token = std::move(*token);
    known.language = read->directory().preferences(known.token.person).value_or(runtime::Preferences()).language;
    known.read_at = now;
  }
  if (known.token.expires_at && *known.token.expires_at <= now) return Error("token_unknown");
  const bool touch = known.token.used_at.value_or(0) + touch_after < now;
  if (touch) known.token.used_at = now;
  if (touch || !cached) {
    const std::lock_guard lock(mutex);
    if (tokens.size() >= most_cached) tokens.clear();
    tokens[hash] = known;
  }
  if (touch) {
    writer.submit(
        runtime::Writer::Lane::background,
        [id = known.token.id, now](runtime::WriteSession& write) -> Result<void> {
          write.directory().touch_token(id, now);
          return {};
        },
        [](const Result<void>&) {});
  }
  return known;
}

Result<http::Principal> Auth::authenticate(const http::Request& request) {
  const Millis now = state_->clock.now();
  http::Principal principal;
  const auto authorization = request.headers.get("Authorization");
  if (authorization.size() > 7 && http::equal_ignoring_case(authorization.substr(0, 7), "Bearer ")) {
    const auto hash = secret_hash(http::trim(authorization.substr(7)));
    const auto known = state_->find_token(hash, now);
    if (!known) return known.error();
    principal.person = known->token.person;
    principal.token = std::to_string(known->token.id);
    principal.scopes = words(known->token.scopes);
    principal.language = known->language;
  } else if (const auto cookie = request.cookie(session_cookie); !cookie.empty()) {
    const auto known = state_->find_session(secret_hash(cookie), now);
    if (!known) return known.error();
    if (known->must_change && !is_open_to_changers(request)) return Error("password_must_change");
    principal.person = known->session.person;
    principal.session = known->session.token_hash;
    principal.on_behalf_of = known->session.on_behalf_of;
    principal.language = known->language;
  } else {
    return principal;
  }
  const auto filled = fill_person(principal, *state_->organisation(), now);
  if (!filled) return filled.error();
  return principal;
}

void Auth::forget() {
  const std::lock_guard lock(state_->mutex);
  state_->sessions.clear();
  state_->tokens.clear();
}

}  // namespace bihuan::api

#include <thread>

#include "tests/auth/fixture.h"
#include "tests/support/catch.h"
#include "web/api/auth/totp.h"

using namespace bihuan;
using namespace bihuan::tests;

TEST_CASE("a session begins, is known by its cookie, and ends", "[auth]") {
  Directory d;
  const auto token = d.session_of("zhang");
  CHECK(token.size() == 43);
  CHECK(d.who(token) == "zhang");
  const auto principal = d.auth->authenticate(d.request(token)).value();
  CHECK(principal.roles == std::vector<std::string>{"clerk"});
  CHECK(principal.may("cases:write"));
  CHECK(d.who("") == "");
  CHECK(d.who("forged") == "session_over");
  CHECK(d.auth->sign_out(principal.session).has_value());
  CHECK(d.who(token) == "session_over");
  CHECK(d.session_of("zhang") != d.session_of("zhang"));
  const auto log = d.logged();
  CHECK(std::count(log.begin(), log.end(), "sign_in person:zhang") == 3);
}

TEST_CASE("nothing that opens a session is stored", "[auth][attack]") {
  Directory d;
  const auto token = d.session_of("zhang");
  for (const auto& session : d.store->read()->directory().sessions_of("zhang")) {
    CHECK(session.token_hash != token);
    CHECK(d.who(session.token_hash) == "session_over");
  }
}

TEST_CASE("sessions end when idle and after their time", "[auth]") {
  Directory d(true, {.idle = 30 * minute, .longest_session = 120 * minute});
  auto token = d.session_of("zhang");
  for (int i = 0; i < 5; ++i) {
    d.clock.at += 20 * minute;
    CHECK(d.who(token) == "zhang");
  }
  d.clock.at += 20 * minute;
  CHECK(d.who(token) == "session_over");
  token = d.session_of("zhang");
  const auto begun = d.clock.now();
  d.clock.at += 29 * minute;
  CHECK(d.who(token) == "zhang");
  // Also for another process that would read the store.
  const auto stored = [&] {
    for (const auto& session : d.store->read()->directory().sessions_of("zhang")) {
      if (session.created_at == begun) return session.seen_at;
    }
    return runtime::Millis{};
  };
  while (stored() == begun) std::this_thread::yield();
  CHECK(stored() == begun + 29 * minute);
  d.clock.at += 30 * minute;
  CHECK(d.who(token) == "session_over");
}

TEST_CASE("a person who has left has no session any more", "[auth]") {
  Directory d;
  CHECK(d.sign_in("wang", good_password) == "bad_credentials");
  const auto token = d.session_of("zhang");
  const auto done = d.writer->run([](runtime::WriteSession& write) -> Result<void> {
    write.directory().put_person(
        {.id = "zhang", .name = "zhang", .unit = "office", .phone = "", .mail = "", .active = false});
    return {};
  });
  REQUIRE(done.has_value());
  CHECK(d.who(token) == "session_over");
}

TEST_CASE("wrong passwords lock, whether or not the name exists", "[auth][attack]") {
  Directory d;
  for (const char* name : {"zhang", "nobody", "wang"}) {
    INFO(name);
    for (int i = 0; i < 4; ++i) CHECK(d.sign_in(name, "wrong") == "bad_credentials");
    CHECK(d.sign_in(name, "wrong") == "locked");
    CHECK(d.sign_in(name, good_password) == "locked");
  }
  const auto refused = d.auth->sign_in("zhang", good_password, "", "", "");
  CHECK(refused.error().arguments == MessageArguments{{"seconds", "900"}});
  CHECK(d.sign_in("li", good_password) == "");
  d.clock.at += 15 * minute;
  CHECK(d.sign_in("zhang", good_password) == "");
  for (int i = 0; i < 4; ++i) CHECK(d.sign_in("zhang", "wrong") == "bad_credentials");
  CHECK(d.sign_in("zhang", good_password) == "");
  CHECK(d.sign_in("zhang", "wrong") == "bad_credentials");
}

TEST_CASE("guessing in parallel does not get round the lock", "[auth][attack][threads]") {
  Directory d;
  std::vector<std::thread> guessers;
  std::atomic<int> tried{0};
  for (int i = 0; i < 8; ++i) {
    guessers.emplace_back([&] {
      for (int n = 0; n < 3; ++n) tried += d.sign_in("zhang", "wrong") == "bad_credentials";
    });
  }
  for (auto& guesser : guessers) guesser.join();
  CHECK(tried == 4);
  CHECK(d.sign_in("zhang", good_password) == "locked");
}

TEST_CASE("the second factor is asked for, works once, and counts as a guess", "[auth][attack]") {
  Directory d;
  const auto begun = d.auth->begin_totp("zhang").value();
  CHECK(begun.uri.starts_with("otpauth://totp/Bihuan:zhang?secret=" + begun.secret));
  CHECK(d.auth->confirm_totp("zhang", "000000").error().code == "totp_wrong");
  CHECK(d.auth->confirm_totp("li", "000000").error().code == "totp_not_begun");
  CHECK(d.sign_in("zhang", good_password) == "");

  // What the app would show: the secret is 160 bits in base32.
  std::string secret;
  unsigned int buffer = 0;
  int bits = 0;
  for (const char c : begun.secret) {
    buffer = (buffer << 5U) | static_cast<unsigned int>(c >= 'A' ? c - 'A' : c - '2' + 26);
    bits += 5;
    if (bits >= 8) secret += static_cast<char>((buffer >> static_cast<unsigned>(bits -= 8)) & 0xFFU);
  }
  const auto code = [&] { return api::totp_code(secret, d.clock.now() / 30'000); };
  REQUIRE(d.auth->confirm_totp("zhang", code()).has_value());
  CHECK(d.sign_in("zhang", good_password) == "totp_needed");
  CHECK(d.sign_in("zhang", "wrong", code()) == "bad_credentials");
  CHECK(d.sign_in("zhang", good_password, code()) == "bad_credentials");  // used when it was confirmed
  d.clock.at += 30'000;
  CHECK(d.sign_in("zhang", good_password, code()) == "");
  CHECK(d.sign_in("zhang", good_password, code()) == "bad_credentials");
  CHECK(d.sign_in("zhang", good_password, "") == "totp_needed");
  const auto stored = d.store->read()->directory().credential("zhang");
  CHECK(stored->totp_secret.find(secret) == std::string::npos);
  d.clock.at += 30'000;
  CHECK(d.auth->remove_totp("zhang", code()).has_value());
  CHECK(d.sign_in("zhang", good_password) == "");
}

TEST_CASE("a deputy acts for the absent as long as the absence lasts", "[auth]") {
  Directory d;
  const auto token = d.session_of("li");
  const auto session = d.auth->authenticate(d.request(token))->session;
  CHECK(d.auth->act_for(session, "zhang").error().code == "no_absence");
  const auto now = d.clock.now();
  const auto done = d.writer->run([&](runtime::WriteSession& write) -> Result<void> {
    write.directory().add_absence(
        {.absent = "zhang", .deputy = "li", .from = now, .to = now + 10 * minute, .reason = "trip"});
    return {};
  });
  REQUIRE(done.has_value());
  REQUIRE(d.auth->act_for(session, "zhang").has_value());
  CHECK(d.who(token) == "li for zhang");
  CHECK(d.auth->authenticate(d.request(token))->holds("clerk"));
  d.clock.at += 11 * minute;
  CHECK(d.who(token) == "li");
  CHECK_FALSE(d.auth->authenticate(d.request(token))->holds("clerk"));
}

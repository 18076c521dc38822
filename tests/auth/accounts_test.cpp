#include "tests/auth/fixture.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

TEST_CASE("changing a password ends the other sessions and keeps this one", "[accounts]") {
  Directory d;
  const auto mine = d.session_of("zhang");
  const auto other = d.session_of("zhang");
  const auto session = d.auth->authenticate(d.request(mine))->session;
  CHECK(d.who(other) == "zhang");
  const auto change = [&](const char* current, const char* wanted) {
    const auto done = d.auth->change_password("zhang", current, wanted, session);
    return done ? "" : done.error().code;
  };
  CHECK(change("wrong", "Neu-Es-Wort-9") == "bad_credentials");
  CHECK(change(good_password, good_password) == "password_same");
  CHECK(change(good_password, "short") == "password_short");
  CHECK(change(good_password, "Neu-Es-Wort-9") == "");
  CHECK(d.who(mine) == "zhang");
  CHECK(d.who(other) == "session_over");
  CHECK(d.sign_in("zhang", good_password) == "bad_credentials");
  CHECK(d.sign_in("zhang", "Neu-Es-Wort-9") == "");
}

TEST_CASE("a password that must be changed opens nothing else", "[accounts][attack]") {
  Directory d(true, {.password_age = 100 * 24 * 60 * minute});
  REQUIRE(d.auth->set_password("zhang", good_password, true).has_value());
  const auto token = d.session_of("zhang");
  CHECK(d.who(token) == "password_must_change");
  http::Route change;
  change.name = "change_password";
  auto request = d.request(token);
  request.route = &change;
  const auto principal = d.auth->authenticate(request);
  REQUIRE(principal.has_value());
  REQUIRE(d.auth->change_password("zhang", good_password, "Neu-Es-Wort-9", principal->session).has_value());
  CHECK(d.who(token) == "zhang");
  d.clock.at += 101LL * 24 * 60 * minute;
  CHECK(d.auth->sign_in("zhang", "Neu-Es-Wort-9", "", "", "")->must_change);
}

TEST_CASE("a reset ends everything and gives one link", "[accounts][attack]") {
  Directory d;
  const auto token = d.session_of("zhang");
  CHECK(d.auth->reset("nobody", "li").error().code == "person_unknown");
  const auto old = d.auth->reset("zhang", "li").value();
  const auto link = d.auth->reset("zhang", "li").value();
  CHECK(d.who(token) == "session_over");
  CHECK(d.sign_in("zhang", good_password) == "bad_credentials");
  const auto use = [&](const std::string& secret, const char* wanted) {
    const auto done = d.auth->use_link(secret, wanted);
    return done ? "" : done.error().code;
  };
  CHECK(use(old, "Neu-Es-Wort-9") == "link_unknown");
  CHECK(use("", "Neu-Es-Wort-9") == "link_unknown");
  CHECK(use(link, "zhang-Abc-123x") == "password_has_name");
  CHECK(use(link, "Neu-Es-Wort-9") == "");
  CHECK(use(link, "Neu-Es-Wort-8") == "link_unknown");
  CHECK(d.sign_in("zhang", "Neu-Es-Wort-9") == "");
  const auto late = d.auth->reset("zhang", "li").value();
  d.clock.at += 24 * 60 * minute;
  CHECK(use(late, "Neu-Es-Wort-7") == "link_unknown");
}

TEST_CASE("the security administrator lifts a lock", "[accounts]") {
  Directory d;
  for (int i = 0; i < 5; ++i) CHECK(d.sign_in("zhang", "wrong") != "");
  CHECK(d.sign_in("zhang", good_password) == "locked");
  REQUIRE(d.auth->unlock("zhang", "li").has_value());
  CHECK(d.sign_in("zhang", good_password) == "");
}

TEST_CASE("tokens are scoped, end, and are stored as hashes", "[accounts][attack]") {
  Directory d;
  const auto now = d.clock.now();
  const auto made = d.auth->make_token("zhang", "robot", {"cases:read"}, now + 60 * minute).value();
  CHECK(d.who("", made.secret) == "zhang");
  const auto principal = d.auth->authenticate(d.request("", made.secret)).value();
  CHECK(principal.may("cases:read"));
  CHECK_FALSE(principal.may("cases:write"));
  CHECK_FALSE(principal.may(""));
  CHECK(principal.session.empty());
  CHECK(d.auth->tokens("zhang").at(0).token_hash != made.secret);
  CHECK(d.auth->tokens("zhang").at(0).name == "robot");
  CHECK(d.who("", "forged") == "token_unknown");
  CHECK(d.auth->delete_token("li", made.id).error().code == "not_found");
  CHECK(d.who("", made.secret) == "zhang");
  d.clock.at += 60 * minute;
  CHECK(d.who("", made.secret) == "token_unknown");
  CHECK(d.auth->make_token("zhang", "late", {"x"}, now).error().code == "token_expired");
  const auto other = d.auth->make_token("zhang", "b", {"cases:read"}, std::nullopt).value();
  CHECK(d.who("", other.secret) == "zhang");
  REQUIRE(d.auth->delete_token("zhang", other.id).has_value());
  CHECK(d.who("", other.secret) == "token_unknown");
}

TEST_CASE("the token of a calendar feed reads that alone, and ends with the next one or when taken back",
          "[accounts][attack]") {
  Directory d;
  const auto first = d.auth->make_feed("zhang").value();
  CHECK(d.auth->feed_owner(first).value() == "zhang");
  CHECK_FALSE(d.auth->authenticate(d.request({}, first))->may("cases:read"));
  CHECK_FALSE(d.auth->authenticate(d.request({}, first))->may("me:read"));
  const auto second = d.auth->make_feed("zhang").value();
  CHECK(d.auth->feed_owner(first).error().code == "token_unknown");
  CHECK(d.auth->feed_owner(second).value() == "zhang");
  CHECK(d.auth->end_feed("li").error().code == "not_found");
  REQUIRE(d.auth->end_feed("zhang").has_value());
  CHECK(d.auth->feed_owner(second).error().code == "token_unknown");
  CHECK(d.auth->end_feed("zhang").error().code == "not_found");
  CHECK(d.auth->feed_owner("").error().code == "token_unknown");
  // No other token opens a feed, and a feed of who has left is closed.
  const auto token = d.auth->make_token("zhang", "t", {"cases:read"}, std::nullopt).value();
  CHECK(d.auth->feed_owner(token.secret).error().code == "token_unknown");
  const auto gone = d.auth->make_feed("wang").value();
  CHECK(d.auth->feed_owner(gone).error().code == "token_unknown");
}

#include "tests/auth/fixture.h"
#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::tests;

namespace {

std::vector<api::NewAdministrator> three() {
  return {{"system_admin", "sys.wu", "Wu", "Drei-Berge-1"},
          {"security_admin", "sec.zhao", "Zhao", "Vier-Seen-22"},
          {"audit_admin", "aud.sun", "Sun", "Fuenf-Tal-333"}};
}

std::string problem_of(const Result<void>& result) {
  return result ? "" : result.error().code;
}

}  // namespace

TEST_CASE("the first start makes three administrators, once", "[setup]") {
  Directory d(false);
  CHECK(d.auth->setup_needed());
  const auto old = d.auth->make_setup_link().value();
  const auto link = d.auth->make_setup_link().value();
  CHECK(problem_of(d.auth->set_up(old, three())) == "link_unknown");
  CHECK(problem_of(d.auth->set_up(link, three())) == "");
  CHECK_FALSE(d.auth->setup_needed());
  CHECK(problem_of(d.auth->set_up(link, three())) == "setup_done");
  CHECK(d.auth->make_setup_link().error().code == "setup_done");
  CHECK(d.sign_in("sys.wu", "Drei-Berge-1") == "");
  const auto token = d.auth->sign_in("aud.sun", "Fuenf-Tal-333", "", "", "")->token;
  CHECK(d.auth->authenticate(d.request(token))->roles == std::vector<std::string>{"audit_admin"});
  CHECK(d.organisation()->units().size() == 1);
}

TEST_CASE("set-up takes three different people with good passwords and a live link", "[setup][attack]") {
  Directory d(false);
  const auto link = d.auth->make_setup_link().value();
  auto same_person = three();
  same_person[1].person = "sys.wu";
  CHECK(problem_of(d.auth->set_up(link, same_person)) == "setup_administrators");
  auto same_role = three();
  same_role[1].role = "system_admin";
  CHECK(problem_of(d.auth->set_up(link, same_role)) == "setup_administrators");
  auto other_role = three();
  other_role[1].role = "clerk";
  CHECK(problem_of(d.auth->set_up(link, other_role)) == "setup_administrators");
  auto weak = three();
  weak[2].password = "short";
  CHECK(problem_of(d.auth->set_up(link, weak)) == "password_short");
  auto bad_name = three();
  bad_name[0].person = "Wu; DROP";
  CHECK(problem_of(d.auth->set_up(link, bad_name)) == "setup_administrators");
  CHECK(problem_of(d.auth->set_up(link, {})) == "setup_administrators");
  CHECK(problem_of(d.auth->set_up("guess", three())) == "link_unknown");
  d.clock.at += 24 * 60 * minute;
  CHECK(problem_of(d.auth->set_up(link, three())) == "link_unknown");
  CHECK(d.auth->setup_needed());
}

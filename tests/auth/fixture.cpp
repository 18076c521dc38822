#include "tests/auth/fixture.h"

#include <algorithm>

namespace bihuan::tests {

Directory::Directory(bool with_people, api::AuthOptions options) {
  std::string name = (std::filesystem::temp_directory_path() / "bihuan-auth-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  folder = name;
  store = sqlite::SqliteStore::open({.path = (folder / "bihuan.db").string(), .vfs = ""}).value();
  writer = std::make_unique<runtime::Writer>(*store);
  options.cost.memory = 8 * 1024 * 1024;
  options.cost.passes = 1;
  auth = std::make_unique<api::Auth>(
      *store, *writer, sealing, clock, [this] { return organisation(); }, options);
  if (!with_people) return;
  const auto done = writer->run([&](runtime::WriteSession& write) -> Result<void> {
    auto& directory = write.directory();
    directory.put_unit(
        {.id = "office", .title = "Office", .kind = "bureau", .parent = "", .valid_from = 0, .valid_to = {}});
    for (const auto& [id, active] : {std::pair("zhang", true), std::pair("li", true), std::pair("wang", false)}) {
      directory.put_person({.id = id, .name = id, .unit = "office", .phone = "", .mail = "", .active = active});
    }
    directory.add_role({.person = "zhang", .role = "clerk", .unit = "office", .valid_from = 0, .valid_to = {}});
    directory.add_role({.person = "li", .role = "security_admin", .unit = "office", .valid_from = 0, .valid_to = {}});
    return {};
  });
  if (!done) throw std::runtime_error(done.error().message());
  for (const char* person : {"zhang", "li", "wang"}) {
    if (!auth->set_password(person, good_password, false)) throw std::runtime_error("no password");
  }
}

Directory::~Directory() {
  auth.reset();
  writer.reset();
  store.reset();
  std::filesystem::remove_all(folder);
}

std::shared_ptr<const core::Organisation> Directory::organisation() {
  const auto read = store->read();
  auto& directory = read->directory();
  std::vector<core::RoleAssignment> roles;
  for (auto& stored : directory.roles()) roles.push_back(std::move(stored.role));
  std::vector<core::Absence> absences;
  for (auto& stored : directory.absences()) absences.push_back(std::move(stored.absence));
  return std::make_shared<const core::Organisation>(directory.units(), directory.persons(), std::move(roles),
                                                    std::move(absences));
}

http::Request Directory::request(const std::string& cookie, const std::string& bearer) const {
  http::Request request;
  request.now = clock.now();
  if (!cookie.empty()) request.headers.add("Cookie", "theme=dark; bihuan_session=" + cookie);
  if (!bearer.empty()) request.headers.add("Authorization", "Bearer " + bearer);
  return request;
}

std::string Directory::sign_in(const std::string& person, const std::string& password, const std::string& code) {
  const auto signed_in = auth->sign_in(person, password, code, "10.0.0.1", "test");
  return signed_in ? "" : signed_in.error().code;
}

std::string Directory::session_of(const std::string& person) {
  return auth->sign_in(person, good_password, "", "10.0.0.1", "test").value().token;
}

std::string Directory::who(const std::string& cookie, const std::string& bearer) {
  const auto principal = auth->authenticate(request(cookie, bearer));
  if (!principal) return principal.error().code;
  return principal->person + (principal->on_behalf_of.empty() ? "" : " for " + principal->on_behalf_of);
}

std::vector<std::string> Directory::logged() {
  std::vector<std::string> all;
  for (const auto& entry : store->read()->records().log({.limit = 1000}).items)
    all.push_back(entry.action + " " + entry.subject);
  return all;
}

}  // namespace bihuan::tests

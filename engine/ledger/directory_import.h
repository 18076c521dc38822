// Import of units (grids among them) and of people. The system administrator adds units and people, the security
// administrator gives roles and sign-ins; both may hand in the same list, and each part of it is done once.
// One thread owns an import.
#pragma once

#include <memory>
#include <string>

#include "engine/ledger/importer.h"
#include "engine/ledger/profile.h"
#include "engine/runtime/case_service.h"

namespace bihuan::ledger {

// What the person who imports may do; and how somebody gets a sign-in.
struct DirectoryRights {
  bool add = false;         // units and people
  bool give_roles = false;  // and first sign-ins
  std::string person;       // who imports; empty: the owner of the machine, on the command line
  std::string id;           // names the import in the log
  // A one-time secret for a person without a sign-in; runs after the commit. Empty: no sign-ins are made.
  std::function<Result<std::string>(const std::string& person)> make_sign_in;
};

// system_admin may add, security_admin gives roles; `import_not_allowed` for anybody else.
[[nodiscard]] Result<DirectoryRights> directory_rights(runtime::CaseService& service, const std::string& person);

[[nodiscard]] std::unique_ptr<Importer> unit_import(runtime::CaseService& service, Profile profile,
                                                    DirectoryRights rights);
[[nodiscard]] std::unique_ptr<Importer> people_import(runtime::CaseService& service, Profile profile,
                                                      DirectoryRights rights);

// "zhangsan" of 张三: small Latin letters, digits and dashes, at most 36; "" when nothing is left.
[[nodiscard]] std::string latin_id(std::string_view name);

}  // namespace bihuan::ledger

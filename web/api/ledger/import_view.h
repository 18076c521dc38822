// An import and a profile as JSON. Pure.
#pragma once

#include <boost/json/object.hpp>

#include "web/api/ledger/import_desk.h"

namespace bihuan::api {

// `whole`: with columns, targets and problems; otherwise what a list shows.
[[nodiscard]] boost::json::object import_view(const Services& services, const ImportJob& job, std::string_view language,
                                              bool whole);
[[nodiscard]] boost::json::object profile_view(const Services& services, const ledger::KnownProfile& known,
                                               std::string_view language, bool whole);
[[nodiscard]] std::string_view name_of(ledger::ProfileKind kind);
[[nodiscard]] std::optional<ledger::ProfileKind> profile_kind_of(std::string_view name);

}  // namespace bihuan::api

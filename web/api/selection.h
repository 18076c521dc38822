// Which members of a case a list answers: "select=id,number,fields.class".
#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "web/api/views.h"

namespace bihuan::api {

class Selection {
 public:
  // Reads `select`. Refuses query_value for a member that no row has, query_field_hidden for a field that not everybody
  // may read.
  [[nodiscard]] static Result<Selection> of(const http::Request& request, const Services& services);

  [[nodiscard]] boost::json::array rows(const http::Request& request, const Services& services,
                                        const std::vector<runtime::CaseRow>& rows) const;

 private:
  std::vector<std::string> members_;  // of the row
  std::vector<std::string> fields_;
};

// Can lists be filtered by the field, or show it? query_field_hidden when a current definition keeps it from somebody.
[[nodiscard]] Result<void> check_listed_field(const Services& services, std::optional<std::string_view> workflow,
                                              const std::string& field);

}  // namespace bihuan::api

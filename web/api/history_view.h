// One event of a case as JSON with a sentence for people. Facts that only the machine needs are left out.
#pragma once

#include "web/api/case_view.h"

namespace bihuan::api {

// Empty for facts that are nobody's reading (timers, recomputed fields of the machine).
[[nodiscard]] boost::json::object history_view(const CaseSight& sight, const core::Event& event);

// Uploads named in `attachments` of a filing, as attachments of the case; upload_unknown.
// The uploads of this person that the photo and file fields of the body name.
[[nodiscard]] std::vector<core::AttachmentRef> uploads_in_fields(const http::Request& request,
                                                                 const Services& services);
[[nodiscard]] Result<std::vector<core::AttachmentRef>> uploads_of(const http::Request& request,
                                                                  const Services& services);

}  // namespace bihuan::api

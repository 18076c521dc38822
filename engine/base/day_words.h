// A day for people: "2022-06-01" is 2022年6月1日 in Chinese, as officials write it, and "2022-06-01 14:30"
// 2022年6月1日14:30; English keeps ISO 8601. Data of the API and of files stay ISO. Pure; share freely.
#pragma once

#include <string>
#include <string_view>

namespace bihuan {

// What does not begin with an ISO day comes back as it is.
[[nodiscard]] std::string day_in_words(std::string_view language, std::string_view iso);

}  // namespace bihuan

#include "engine/base/catalogue.h"

#include <regex>
#include <set>

#include "engine/base/day_words.h"
#include "tests/support/catch.h"

using namespace bihuan;

namespace {

std::set<std::string> places_of(const std::string& pattern) {
  static const std::regex place(R"(\{[a-z_]+\})");
  return {std::sregex_token_iterator(pattern.begin(), pattern.end(), place), std::sregex_token_iterator()};
}

}  // namespace

TEST_CASE("both catalogues have the same keys with the same places", "[texts]") {
  REQUIRE(text_keys("en") == text_keys("zh-CN"));
  for (const auto& key : text_keys("en")) {
    INFO(key);
    CHECK(places_of(text("en", key)) == places_of(text("zh-CN", key)));
  }
}

TEST_CASE("a text is filled from its arguments", "[texts]") {
  CHECK(text("en", "internal_error").starts_with("Something went wrong"));
  CHECK(text("zh-CN", "internal_error").starts_with("系统内部出错"));
  CHECK(text("en", "no_such_key") == "no_such_key");
  CHECK(Error("internal_error").hint("en").starts_with("Try again"));
}

TEST_CASE("a day is told as officials write it", "[texts]") {
  CHECK(day_in_words("zh-CN", "2023-01-20") == "2023年1月20日");
  CHECK(day_in_words("zh-CN", "2022-12-05 09:30") == "2022年12月5日09:30");
  CHECK(day_in_words("en", "2023-01-20") == "2023-01-20");
  for (const char* other : {"", "—", "2023-1-20", "2023年1月20日", "2023-01-2", "20230120"}) {
    INFO(other);
    CHECK(day_in_words("zh-CN", other) == other);
  }
}

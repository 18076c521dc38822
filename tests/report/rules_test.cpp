#include "engine/report/rules.h"

#include <algorithm>

#include "tests/support/catch.h"

using namespace bihuan;
using namespace bihuan::report;

TEST_CASE("the shipped counting rules are read, with their hash") {
  const auto rules = shipped_rules("petition-monthly");
  INFO(rules.error().code);
  REQUIRE(rules.has_value());
  CHECK(rules->title == "信访月度通报统计口径");
  CHECK(rules->cut_off == 0);
  CHECK(rules->decimals == 1);
  CHECK(rules->target.numerator == -10);
  REQUIRE(rules->rate("satisfaction") != nullptr);
  CHECK(rules->rate("satisfaction")->count == Measure::satisfied);
  CHECK(rules->rates.size() == 6);
  CHECK(rules->hash.size() == 64);
  CHECK(shipped_rules("nothing").error().code == "rules_unknown");
}

TEST_CASE("every problem of a rules file is named at its place") {
  const auto reading = read_rules(R"(counting: x
title: 口径
version: "1"
cut_off: 32
split: halves
target: none
rankings: {by: received}
rates:
  a: {title: 甲, count: close_on_tim, over: close_due}
)",
                                  "x.yaml");
  std::vector<std::pair<std::string, int>> found;
  for (const auto& problem : reading.problems) found.emplace_back(problem.code, problem.where.line);
  std::sort(found.begin(), found.end());
  CHECK(found == std::vector<std::pair<std::string, int>>{
                     {"integer_range", 4}, {"rules_choice", 5}, {"rules_choice", 9}, {"unknown_key", 7}});
  CHECK(!reading.rules.target.has_base());
}

TEST_CASE("a cut-off day and lowest first are understood") {
  const auto reading = read_rules(
      "counting: x\ntitle: t\nversion: \"1\"\ncut_off: 25\ndecimals: 0\nsplit: lead\nranking: {by: year_change, order: "
      "lowest_first, ties: dense}\n",
      "x.yaml");
  REQUIRE(reading.problems.empty());
  CHECK(reading.rules.cut_off == 25);
  CHECK(reading.rules.split == Split::lead);
  CHECK(reading.rules.rank_by == RankBy::year_change);
  CHECK_FALSE(reading.rules.rank_highest_first);
  CHECK(reading.rules.ties == Ties::dense);
}

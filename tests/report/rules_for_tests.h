// Counting rules as tests need them, without a file.
#pragma once

#include "engine/report/rules.h"

namespace bihuan::report::tests {

inline CountingRules plain_rules(int decimals = 1, int cut_off = 0) {
  CountingRules rules;
  rules.id = "test";
  rules.title = "测试口径";
  rules.version = "1";
  rules.decimals = decimals;
  rules.cut_off = cut_off;
  rules.rates = {{"told_in_time", "及时受理率", Measure::accept_on_time, Measure::accept_due},
                 {"closed_in_time", "按期办结率", Measure::close_on_time, Measure::close_due},
                 {"participation", "参评率", Measure::rated, Measure::ratable},
                 {"satisfaction", "满意率", Measure::satisfied, Measure::rated},
                 {"repeat_share", "重复率", Measure::repeat, Measure::received},
                 {"settled_first", "初次信访化解率", Measure::settled, Measure::first}};
  return rules;
}

}  // namespace bihuan::report::tests

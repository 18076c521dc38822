// FieldForms: what of a case's fields hangs on the definition alone, written once a definition. Share freely between
// threads. Definitions are told apart by their hash, so nothing is ever out of date; an office has a few dozen.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/workflow.h"

namespace bihuan::api {

class FieldForms {
 public:
  // For each field the JSON text `"id":…,"title":…,"type":…,…,"value"`: members, then the key whose value comes next.
  using Texts = std::shared_ptr<const std::vector<std::string>>;
  [[nodiscard]] Texts of(const core::Definition& definition);

 private:
  std::shared_mutex mutex_;  // guards known_
  std::map<std::string, Texts, std::less<>> known_;
};

}  // namespace bihuan::api

// Pattern: a regular expression of RE2, read once. Immutable; share freely between threads.
#pragma once

#include <memory>
#include <string>

namespace re2 {
class RE2;
}

namespace bihuan::expression {

class Pattern {
 public:
  explicit Pattern(const std::string& pattern);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  [[nodiscard]] bool ok() const;
  [[nodiscard]] const std::string& reason() const;  // why it is not ok, in RE2's words
  [[nodiscard]] bool found_in(const std::string& text) const;

 private:
  std::unique_ptr<re2::RE2> compiled_;
};

}  // namespace bihuan::expression

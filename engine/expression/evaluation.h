// Frame: the state of one evaluation; what the operations and functions of the language see of it.
// Lives on the stack of Program::evaluate; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/base/error.h"
#include "engine/expression/program.h"
#include "engine/expression/value.h"

namespace bihuan::expression {

class Frame {
 public:
  Frame(const Bindings& bindings, std::uint64_t limit, Value* room)
      : values(bindings.values), host(bindings.host), locals(room), limit_(limit) {}

  // Counts work; false (and a failure that nothing absorbs) when there was too much of it.
  bool charge(std::uint64_t steps) {
    cost_ += steps;
    return cost_ <= limit_ || exhaust();
  }
  bool charge_bytes(std::size_t bytes) { return charge(1 + bytes / 16); }

  // Always false, so that `return frame.fail(...)` reads well.
  bool fail(Error error);
  bool fail(std::string_view code, MessageArguments arguments = {}) { return fail(Error(code, std::move(arguments))); }
  // Says where the last failure happened, unless that is known already.
  void locate(std::uint32_t offset);
  // What may still be spent, and a little more: enough to know that something costs too much.
  [[nodiscard]] std::uint64_t left() const { return limit_ - cost_ + 1; }
  [[nodiscard]] bool exhausted() const { return cost_ > limit_; }

  struct Failure {
    Error error;
    std::optional<std::uint32_t> offset;
  };
  std::optional<Failure> failure;

  const std::span<const Value> values;
  const Host* const host;
  Value* const locals;

 private:
  bool exhaust();

  std::uint64_t cost_ = 0;
  const std::uint64_t limit_;
};

enum class Outcome : std::uint8_t {
  done,
  failed,    // the frame knows why
  no_match,  // there is no such function for values of these kinds
};

inline Outcome outcome(bool done) {
  return done ? Outcome::done : Outcome::failed;
}

}  // namespace bihuan::expression

// Code: a checked tree made ready to run, as a tree of operations with slots resolved and constants folded.
// Immutable once made; share freely between threads.
#pragma once

#include <memory>

#include "engine/expression/ast.h"
#include "engine/expression/evaluation.h"
#include "engine/expression/program.h"

namespace bihuan::expression {

enum class Truth : std::int8_t { failed = -1, no = 0, yes = 1 };

// One step of evaluation. All three ways to ask give the same answer; false, nullptr and Truth::failed mean that the
// frame holds a failure.
class Step {
 public:
  explicit Step(std::uint32_t offset) : offset_(offset) {}
  virtual ~Step() = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  virtual bool run(Frame& frame, Value& result) const = 0;
  // Where the value already stands somewhere that outlives the step, no copy is made; else it is put into `scratch`.
  virtual const Value* view(Frame& frame, Value& scratch) const { return run(frame, scratch) ? &scratch : nullptr; }
  // For a bool; any other value is a failure.
  virtual Truth test(Frame& frame) const;
  [[nodiscard]] virtual const Value* constant() const { return nullptr; }

 protected:
  bool fail(Frame& frame, Error error) const {
    frame.fail(std::move(error));
    frame.locate(offset_);
    return false;
  }
  [[nodiscard]] std::uint32_t offset() const { return offset_; }

 private:
  std::uint32_t offset_;
};

using StepPtr = std::unique_ptr<const Step>;

struct Program::Code {
  std::shared_ptr<const Ast> ast;
  Type type;
  References references;
  StepPtr root;
  int locals = 0;
};

// Mistakes that only show here (a bad constant pattern) are added to `errors`; the step then fails when it runs.
StepPtr generate(const Ast& ast, const Node& root, bool check, std::vector<Error>& errors);
// The parts of generate() that stand in files of their own.
StepPtr generate_comprehension(const Node& node, std::vector<StepPtr> arguments);

// How far a value reaches when written out: values inside, and text by 16 bytes; stops counting beyond `enough`.
std::uint64_t extent(const Value& value, std::uint64_t enough);

}  // namespace bihuan::expression

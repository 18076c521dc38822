// What an expression says in literals about the definition: states in in_state('x'), choices compared with a field.
// Pure. Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/workflow.h"
#include "engine/expression/program.h"

namespace bihuan::definition {

struct Mention {
  enum class Kind { state, choice };
  Kind kind = Kind::state;
  std::string text;
  std::uint32_t offset = 0;  // of the literal, in the expression
  std::size_t field = 0;     // of a choice that the field does not have
};

// Every state named, and every choice that its field does not offer.
[[nodiscard]] std::vector<Mention> names_in(const expression::Program& program, const core::Definition& definition);

// The texts that a program can give as they stand in it, each with its offset: of 'x', of c ? 'x' : 'y', of ['x', 'y'].
[[nodiscard]] std::vector<std::pair<std::string, std::uint32_t>> texts_given(const expression::Program& program);

// Names that expressions already use for something else: event, now, case (not in a bare chart), ...
[[nodiscard]] bool is_reserved_name(std::string_view name, bool bare);

}  // namespace bihuan::definition

// What an author is told about an expression that does not compile: the mistakes that people make who do not know CEL,
// in the words of the definition. Pure. Private to this folder.
#pragma once

#include <string>

#include "engine/base/error.h"
#include "engine/definition/loading.h"

namespace bihuan::definition {

// `found` (with its place inside `expression`) as the author is told it: the same place, another code where a better
// one is known.
[[nodiscard]] Error advise(const Error& found, const std::string& expression, const Loading& loading,
                           const expression::Environment& names);

// A type in the words of the definition: a name in the catalogue ("@type.text").
[[nodiscard]] std::string type_word(const expression::Type& type);

// What could stand where `written` does not give `wanted`: a conversion of it ("[lead]", "int(x)"), a field of the
// definition that fits, or a literal of that type.
[[nodiscard]] std::string instead_of(const std::string& written, const expression::Type& wanted,
                                     const core::Definition& definition);

}  // namespace bihuan::definition

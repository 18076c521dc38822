// What is tried around every step of a scene that succeeds: by nobody and by a stranger's unit, from another site, with
// a broken body, with an old version, with a token that is not for it; and afterwards the same request again. None of
// it may change anything.
#pragma once

#include "tests/served/scene.h"

namespace bihuan::tests {

void try_before(Client& client, const Step& step, const Ask& ask);
void try_after(Client& client, const Ask& sent, const Answer& answer);

// Broken forms of a JSON body, each with what is wrong: cut off, of another shape, without a required member, with one
// too many, each value of another type or far too long.
struct BrokenBody {
  std::string what, body;
};
[[nodiscard]] std::vector<BrokenBody> broken_bodies(const std::string& body, const boost::json::object* schema);

}  // namespace bihuan::tests

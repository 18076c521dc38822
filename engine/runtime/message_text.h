// The words of a message: the sentence of the definition it came from, or the shared one of the catalogue, and behind
// it what limit it is about and how many days are left, so that every message explains itself. Share freely.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/runtime/definitions.h"
#include "engine/runtime/mailbox.h"

namespace bihuan::runtime {

// One sentence. It names number and kind of the case, and the limit with the time left in words, also where its
// pattern does not; `link` stands at its end when it is not empty.
[[nodiscard]] std::string message_text(Definitions& definitions, const Told& told, std::string_view language,
                                       std::string_view link);

// The same where the definition is at hand; null: only the shared sentences.
[[nodiscard]] std::string message_text(const core::Definition* definition, const Told& told, std::string_view language,
                                       std::string_view link);

// A whole message, newest sentence first, a line each; the link once, at the end of the first.
[[nodiscard]] std::string message_text(Definitions& definitions, const std::vector<Told>& sentences,
                                       std::string_view language, std::string_view link);

// All that an item says, newest first.
[[nodiscard]] std::vector<Told> sentences_of(const InboxItem& item);

}  // namespace bihuan::runtime

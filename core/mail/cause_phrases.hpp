#pragma once

#include <optional>
#include <string_view>

#include "core/domain/bounce_cause.hpp"

namespace saihakko {

/// What the words of a failure say of its cause, by the phrases that mail systems use. `words` are
/// UTF-8 in lower case. Words about our side, a full mailbox, a size or a policy come before words
/// about the address: a sentence may hold both (`Recipient address rejected: blocked using …`).
std::optional<BounceCause> cause_in_words(std::string_view words);

}  // namespace saihakko

#pragma once

#include <optional>
#include <string_view>

#include "core/domain/bounce_cause.hpp"

namespace saihakko {

/// What the words of a failure say of its cause, by the phrases that mail systems use. `words` are
/// UTF-8 in lower case. Words about our side, a full mailbox, a size or a policy come before words
/// about the address: a sentence may hold both (`Recipient address rejected: blocked using …`).
std::optional<BounceCause> cause_in_words(std::string_view words);

/// Whether the words say that delivery is still being tried, and not that it was given up.
bool says_still_tried(std::string_view words);

/// Whether the words say that the mail has arrived.
bool says_arrived(std::string_view words);

/// Whether the words say that a mail did not arrive, whatever the cause.
bool says_not_arrived(std::string_view words);

}  // namespace saihakko

#pragma once

#include <string_view>

namespace saihakko {

// What the words of a report say, by the phrases that mail systems use. `words` are UTF-8 in lower
// case.

/// Whether the words say that delivery is still being tried, and not that it was given up.
bool says_still_tried(std::string_view words);

/// Whether the words say that a moderator, a greylist or a quarantine holds the mail, and not that
/// it was refused, deleted or did not arrive.
bool says_held(std::string_view words);

/// Whether the words say that the mail has arrived.
bool says_arrived(std::string_view words);

/// Whether the words say that a mail did not arrive, whatever the cause.
bool says_not_arrived(std::string_view words);

}  // namespace saihakko

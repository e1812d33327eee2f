#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// The header of a notice that names it once more, with the same value as its Message-ID: some
/// relays, Amazon SES among them, put a Message-ID of their own in the place of ours.
inline constexpr std::string_view kNoticeMarkHeader = "X-Saihakko-Notice";

/// Adds the marks that stand in header lines of a text, each once, at most 16: Message-ID and
/// X-Saihakko-Notice, `<left@right>`, folded or not, indented or quoted (`> `). What References and
/// In-Reply-To name is not the mail that is returned, and is left out.
void add_marks(std::string_view text, std::vector<std::string>& marks);

/// Adds the bare addresses that stand in the To lines of a text, each once, at most 16; folded,
/// indented or quoted.
void add_addressees(std::string_view text, std::vector<std::string>& addresses);

/// What a mail system says in a report that is one text: without the mail that it returns. That
/// begins at the first block of three or more header lines. A block that comes before anything was
/// said of a failure only tells which mail is meant, and the words go on behind it.
std::string system_words(std::string_view text);

}  // namespace saihakko

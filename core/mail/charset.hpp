#pragma once

#include <string>
#include <string_view>

#include "core/mail/mime_part.hpp"

namespace saihakko {

/// The text of a part in UTF-8: from ISO-2022-JP (also where its escapes stand under another name),
/// Shift_JIS, EUC-JP and their Windows kin; other bytes stay as they are. For any bytes: what has
/// no character is left out.
std::string utf8_text(const MimePart& part);

/// The value of a header with its encoded words (RFC 2047) undone.
std::string decoded_words(std::string_view value);

}  // namespace saihakko

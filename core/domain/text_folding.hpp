#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// For comparing and parsing what people type, never for printing: full-width ASCII becomes ASCII,
/// the ideographic space a space, letters upper case, outer spaces go. Malformed UTF-8 is left as
/// it is.
std::string fold_width(std::string_view text);

/// The outer ASCII and ideographic spaces taken off, nothing else changed.
std::string_view trim(std::string_view text);

}  // namespace saihakko

#pragma once

namespace saihakko {

/// The ideograph that looks like a radical sign (U+2E80–U+2EFF, U+2F00–U+2FD5), after Unicode's
/// EquivalentUnifiedIdeograph: the sign slips into ledgers out of PDFs and input methods. 0 for
/// everything else, and for the one radical that has none.
char32_t ideograph_of_radical(char32_t c);

}  // namespace saihakko

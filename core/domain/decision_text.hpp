#pragma once

#include <cstddef>

namespace saihakko {

/// Characters of a 備考, 理由 or 審査者 that a reviewer writes; a longer text is damage.
inline constexpr std::size_t kLongestDecisionText = 1000;

}  // namespace saihakko

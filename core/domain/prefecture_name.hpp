#pragma once

#include <cstddef>
#include <string_view>

namespace saihakko {

/// The length of the prefecture's name that an address begins with (神奈川県: 4); 0: none. Its last
/// character alone tells nothing: 横浜市都筑区, 東諸県郡, 四街道市.
std::size_t prefecture_length(std::u32string_view address);

}  // namespace saihakko

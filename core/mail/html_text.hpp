#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// The words of an HTML page, to be searched, not shown: tags out, block ends as line ends, the
/// common references (`&lt;`, `&#39;`) undone. For any bytes; never longer than `html`.
std::string html_text(std::string_view html);

}  // namespace saihakko

#pragma once

#include <string>
#include <string_view>

#include "core/files/text_encoding.hpp"

namespace saihakko {

/// The bytes of a CSV file for Excel: UTF-8 with a BOM, or CP932.
std::string csv_file(std::string_view text, TextEncoding encoding);

}  // namespace saihakko

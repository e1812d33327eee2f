#pragma once

#include <string>
#include <string_view>

namespace saihakko {

/// What a spreadsheet has made of an identifier that it took for a number: `1.23457E+11` (of the
/// true number only the first digits are left), `1370000018.0`, `1,370,000,018`. A sentence in
/// Japanese with the remedy; empty for what no spreadsheet has touched.
std::string damaged_number(std::string_view text);

/// The same for a number that should have `digits` digits, the first of them 0, and has lost one
/// zero or more in front: digits alone, at most `most_lost` too few.
std::string lost_zeros(std::string_view text, std::size_t digits, std::size_t most_lost);

}  // namespace saihakko

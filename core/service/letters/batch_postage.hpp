#pragma once

#include <string>
#include <vector>

#include "core/service/press/letter_press.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {

/// What it costs to post these letters: a row for each area of three digits
/// of the postcode, one for the whole, one for the discount. UTF-8 with BOM, for Excel.
std::string postage_csv(Database& database, const LetterPress& press,
                        const std::vector<Letter>& letters);

}  // namespace saihakko

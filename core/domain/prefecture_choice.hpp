#pragma once

#include <string>
#include <vector>

#include "core/domain/code_rules.hpp"
#include "core/domain/office.hpp"

namespace saihakko {

/// The unions among which 請求先都道府県 is asked, by code: exactly when the office holds an ID of
/// a union other than its own prefecture's (manual steps 7 and 15). Empty: not asked, its own
/// prefecture is meant. A reset chooses among the IDs that there are; an application may also ask
/// for a first ID of the own prefecture's union.
std::vector<std::string> prefecture_choice(CodePurpose purpose, const OfficeNumber& office_number,
                                           const std::vector<Account>& accounts);

}  // namespace saihakko

#pragma once

#include "core/service/press/letter_press.hpp"
#include "core/service/setup/union_list.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Lays out a letter to the offices with the longest names and addresses of each prefecture in the
/// ledger, with their union's template and words. Throws ConfigurationError naming the template,
/// the office and the field when one does not fit; characters that no font can print are the
/// ledger's matter and passed over. Returns how many letters it tried.
std::size_t require_room_for_ledger(Database& database, const LetterPress& press,
                                    const UnionList& unions);

}  // namespace saihakko

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/service/setup/union_groups.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

// Why the owner of a file may not speak of what a line names, in Japanese: it is another union's.
// nullopt when the owner may, and when there is nothing of that number.

std::optional<std::string> not_their_application(Database& database, const UnionGroups& groups,
                                                 std::string_view receipt_number);
std::optional<std::string> not_their_letter(Database& database, const UnionGroups& groups,
                                            std::string_view notice_number);
std::optional<std::string> not_their_batch(Database& database, const UnionGroups& groups,
                                           std::string_view batch_name);

}  // namespace saihakko

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/domain/instant.hpp"
#include "core/secrets/master_key.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// How an address that bounced is known without being kept: keyed, letter case ignored.
std::string suppression_mark(const MasterKey& key, std::string_view address);

/// Until when no mail but codes goes to the address, because one came back for good.
std::optional<Instant> suppressed_until(Database& database, const MasterKey& key,
                                        std::string_view address, Instant now);

/// Forgets the addresses whose time is over, in a transaction of its own.
void forget_suppressions(Database& database, Instant now);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <string_view>

#include "core/domain/instant.hpp"
#include "core/domain/office_number.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Whether the client of that keyed mark (of user ID and client) has logged in since `since`.
bool is_known_client(Database& database, std::string_view client_mark, Instant since);

/// The client has logged in to the account. Its newest `most` are kept.
void remember_client(Database& database, std::string_view client_mark, std::int64_t account_id,
                     std::int64_t most, Instant now);

void forget_client(Database& database, std::string_view client_mark);
void forget_clients_of_account(Database& database, std::int64_t account_id);
void forget_clients_of_office(Database& database, const OfficeNumber& number);

/// Those that a clock which ran ahead has seen were seen now; returns how many.
std::int64_t cap_known_clients(Database& database, Instant now);

/// Forgets up to `limit` that were last seen before `before`; returns how many.
std::int64_t sweep_known_clients(Database& database, Instant before, std::int64_t limit);

}  // namespace saihakko

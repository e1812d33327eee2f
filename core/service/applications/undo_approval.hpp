#pragma once

#include <optional>
#include <string>

#include "core/domain/application.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Takes an approval back until a batch has claimed it: in review again, to be screened anew. What
/// has not been mailed of it is not mailed. Applications that the approval had withdrawn
/// stay withdrawn. Otherwise the reason in Japanese; nothing has changed then.
std::optional<std::string> undo_approval(Database& database, const Actor& actor,
                                         Application& application, Instant now);

/// What an approval had put off for as long as it could be undone: the warning to the registered
/// address, and the withdrawal of the account's applications that were handed in before it. False
/// when one of them is being printed right now; nothing has changed then.
bool settle_approval(Database& database, const Actor& actor, const Outbox& outbox,
                     Application& application, Instant now);

}  // namespace saihakko

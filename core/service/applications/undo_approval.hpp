#pragma once

#include <optional>
#include <string>

#include "core/domain/application.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Takes an approval back while `undo_until` lies ahead and no batch has claimed it: in review
/// again, to be screened anew. Otherwise the reason in Japanese; nothing has changed then.
std::optional<std::string> undo_approval(Database& database, const Actor& actor,
                                         Application& application, Instant now);

/// What an approval had put off for as long as it could be undone: the warning to the registered
/// address, and the withdrawal of the account's applications that were handed in before it. False
/// when one of them is being printed right now; nothing has changed then.
bool settle_approval(Database& database, const Actor& actor, const Outbox& outbox,
                     Application& application, Instant now);

}  // namespace saihakko

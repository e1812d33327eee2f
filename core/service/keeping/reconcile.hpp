#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// What was found of the time between the backup and the restore, and what became of it.
enum class Discovery {
  lost_letter,       ///< in a sealed batch, unknown: must not be posted, its password opens nothing
  lost_application,  ///< a receipt number that was given out and is unknown
  missing_batch,     ///< known, and its directory is gone though letters wait in it
  purged_batch,      ///< known, its directory gone and of no more use: noted as purged
  sent_mail,         ///< waits in the database and had been sent: settled
  cancelled_mail,    ///< waits, and nobody knows whether it had been sent
  voided_letter,     ///< on a stop list as voided, and alive in the database: voided again
  file_put_back,     ///< lies in the inbox again
};

struct Discovered {
  Discovery what;
  std::string subject;  ///< a number or a name
  std::string detail;   ///< Japanese: what is to be done
};

struct Reconciled {
  Instant known_until;
  std::vector<Discovered> found;
  std::int64_t earlier_mails = 0;  ///< sent, unknown here, and never to go again
};

/// Compares a restored database with the sealed batches on the disk, with the mails that are known
/// to have gone out (the log of sent mails, the Maildir, `sent_logs`: further texts with
/// Message-IDs), and with the files that the inbox has settled since, so that nothing is printed or
/// mailed twice, and with the stop lists, so that no letter that was voided since is alive again;
/// then lets letters and mails go on. nullopt when there is nothing to reconcile. To
/// be called again after a kill. Throws StoreError, FileError.
std::optional<Reconciled> reconcile(Database& database, std::int64_t acting_uid,
                                    const Settings& settings,
                                    const std::vector<std::filesystem::path>& sent_logs,
                                    Instant now);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/application_state.hpp"
#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Work of one union that has waited since `since` or later.
struct WaitingWork {
  std::string prefecture;
  std::int64_t count = 0;
  Instant since;
};

/// The applications that came into the state at `latest` or before and are in it still, by union.
/// An approval counts from when it cannot be undone any more.
std::vector<WaitingWork> applications_waiting(Database& database, ApplicationState state,
                                              Instant latest);

/// The batches begun at `latest` or before whose directory is not in its place, by union.
std::vector<WaitingWork> batches_unfinished(Database& database, Instant latest);

struct WaitingMails {
  std::int64_t count = 0;
  Instant since;  ///< the earliest instant at which one was due
};

/// The mails that were due at `latest` or before and have not been tried since, those in the hands
/// of a sender for as long included. None is count 0.
WaitingMails mails_not_tried(Database& database, Instant latest);

/// The mails that the relay has put off for `for_ms` and more, one try after the other, having
/// taken none at all in that time. None is count 0, as soon as one has gone.
WaitingMails mails_put_off(Database& database, std::int64_t for_ms);

/// The application that has been in the state longest.
struct OldestApplication {
  std::string receipt_number;
  Instant since;
};
std::optional<OldestApplication> oldest_application(Database& database, ApplicationState state);

/// What became of mails since an instant.
struct MailOutcomes {
  std::int64_t sent = 0;     ///< taken by the relay
  std::int64_t failed = 0;   ///< refused by it for good
  std::int64_t bounced = 0;  ///< came back for good
};
MailOutcomes mail_outcomes(Database& database, Instant since);

}  // namespace saihakko

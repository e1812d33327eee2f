#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/decision.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/service/press/letter_press.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Why a decision was not taken; nothing has changed then.
struct DecisionRefusal {
  enum class Cause {
    unknown_receipt,
    changed_since,   ///< the worksheet's 更新番号 is not the row's
    not_in_review,   ///< decided already, or past it
    blocked,         ///< blocking findings stand
    reason_missing,  ///< 不承認 and 保留 need one
    reason_unknown,
    other_in_batch,   ///< another application of the account is approved and being printed
    version_missing,  ///< a file's row without 更新番号, for what was approved before
    own_entry,        ///< one of two approvals, by the person through whom it came in
  };
  Cause cause;
  std::string message;  ///< in Japanese, with the remedy
};

struct Decided {
  bool changed = true;                 ///< false: it was decided so before
  std::vector<std::string> withdrawn;  ///< receipts of the account's other applications
  int approvals_missing = 0;           ///< how many persons have to approve it yet
};

/// What the person who decides had before the eyes.
struct DecisionBasis {
  enum class Kind {
    row,        ///< the application as it is now
    worksheet,  ///< a file, however old
  };
  Kind kind = Kind::row;
  std::optional<std::int64_t> version;  ///< 更新番号 of the worksheet, when it has one
};

/// What decisions need to look things up.
struct Desk {
  const LetterPress& press;
  const Outbox& outbox;
  const ReasonList& reasons;
  const ReviewSettings& rules;
};

/// Takes a person's decision, inside the caller's transaction. An approval is refused while a
/// blocking finding stands (screened anew at this instant), freezes the addressee, and withdraws
/// the account's other open applications without a mail.
///
/// With `review.approvals` = 2 the first approval is recorded and the application waits for that of
/// another person; it counts until the application or its office changes. With
/// `review.undo_minutes` its letter, the warning to the registered address and the withdrawal of
/// the others wait for so long (settle_approval).
std::variant<Decided, DecisionRefusal> decide_application(Database& database, const Actor& actor,
                                                          const Desk& desk,
                                                          std::string_view receipt_number,
                                                          const Decision& decision,
                                                          const DecisionBasis& basis, Instant now);

}  // namespace saihakko

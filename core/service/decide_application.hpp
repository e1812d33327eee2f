#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/decision.hpp"
#include "core/service/letter_press.hpp"
#include "core/service/outbox.hpp"
#include "core/service/reason_list.hpp"
#include "core/store/audit_table.hpp"
#include "core/store/database.hpp"

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
    other_in_batch,  ///< another application of the account is being printed right now
  };
  Cause cause;
  std::string message;  ///< in Japanese, with the remedy
};

struct Decided {
  bool changed = true;                 ///< false: it was decided so before
  std::vector<std::string> withdrawn;  ///< receipts of the account's other applications
};

/// What decisions need to look things up.
struct Desk {
  const LetterPress& press;
  const Outbox& outbox;
  const ReasonList& reasons;
};

/// Takes a person's decision, inside the caller's transaction. An approval is refused while a
/// blocking finding stands (screened anew at this instant), freezes the addressee, and withdraws
/// the account's other open applications without a mail. `expected_version` is the worksheet's
/// 更新番号, when there is one.
std::variant<Decided, DecisionRefusal> decide_application(
    Database& database, const Actor& actor, const Desk& desk, std::string_view receipt_number,
    const Decision& decision, std::optional<std::int64_t> expected_version, Instant now);

}  // namespace saihakko

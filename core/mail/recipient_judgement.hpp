#pragma once

#include <string_view>

#include "core/mail/bounce_report.hpp"

namespace saihakko {

/// What a report says of a mail of ours that went to `recipient` (a bare address) alone.
///
/// A block of RFC 3464 about that recipient decides, the gravest where there are several; else the
/// gravest of the report. The address itself is not bad where another one failed: a mailbox that
/// forwards (`.forward`, an alias, a list) is there even if the target is not. This is so where the
/// block or the mail that is returned names the recipient and the failure names others only. Where
/// a report names the recipient nowhere, systems that rewrite addresses made it, and its judgement
/// stands.
BounceJudgement judgement_about(const BounceReport& report, std::string_view recipient);

}  // namespace saihakko

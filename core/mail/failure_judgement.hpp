#pragma once

#include <string_view>

#include "core/domain/bounce_cause.hpp"

namespace saihakko {

/// What a failure says beyond that the mail is over.
struct FailureJudgement {
  BounceCause cause = BounceCause::unknown;
  bool address_is_bad = false;  ///< no other mail would arrive there either
};

/// Judges by the status (RFC 3463), the words of the reply and, where these say nothing, those
/// around it; UTF-8. An address is bad when the status says so (5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.1.10,
/// 5.2.1) or, where the status is general, the words do. Words or a status that speak of our side,
/// of a full mailbox, a size or a policy keep it good, and so does a reply to MAIL, which knows no
/// recipient, or to the text, which has read the mail. `mailbox unavailable` says nothing: RFC 5321
/// section 4.2.3 has it for any 550, a policy among them. Never bad by a status of class 4.
FailureJudgement judge_failure(std::string_view status, std::string_view reply,
                               std::string_view around);

}  // namespace saihakko

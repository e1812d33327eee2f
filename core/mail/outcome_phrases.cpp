#include "core/mail/outcome_phrases.hpp"

#include <array>

#include "core/mail/phrase_search.hpp"

namespace saihakko {
namespace {

constexpr std::array<std::string_view, 38> kStillTried{
    "will be retried",
    "will retry",
    "will be attempted again",
    "will be tried again",
    "still being retried",
    "still retrying",
    "delivery attempts will continue",
    "attempts to deliver the message will continue",
    "will continue to",
    "will keep trying",
    "continue trying",
    "try again for",
    "keep trying to deliver",
    "has been delayed",
    "have been delayed",
    "is delayed",
    "is being delayed",
    "delayed mail",
    "delivery delayed",
    "delivery is delayed",
    "delay reason",
    "not yet been delivered",
    "yet to be delivered",
    "still undelivered",
    "warning message only",
    "warning only",
    "temporary failure report",
    "need to resend",
    "need to re-send",
    "could not send m",
    "再送を試み",
    "遅延して",
    "遅れて",
    "引き続き",
    "再試行します",
    "再送します",
    "再送を続け",
    "送信を続け",
};

// By a moderator, a greylist or a quarantine: a person or a later attempt still decides.
constexpr std::array<std::string_view, 20> kHeld{
    "is being held",
    "has been held",
    "was held for",
    "held for approval",
    "held for moderation",
    "held for review",
    "awaits moderator",
    "awaiting moderator",
    "moderator approval",
    "awaiting approval",
    "pending approval",
    "in quarantine",
    "into quarantine",
    "quarantined",
    "greylisting quarantine",
    "greylist",
    "graylist",
    "承認待ち",
    "承認を待",
    "保留",
};

// What was held is no more, or will not be let go.
constexpr std::array<std::string_view, 9> kNotLetGo{
    "virus", "malware", "rejected", "discarded", "deleted", "refused", "denied", "削除", "破棄",
};

constexpr std::array<std::string_view, 24> kGivenUp{
    "given up",
    "not going to try again",
    "in the queue too long",
    "giving up",
    "gave up",
    "permanent error",
    "permanent fatal",
    "permanent failure",
    "failed permanently",
    "permanently failed",
    "not be retried",
    "no longer be retried",
    "nothing further will be tried",
    "no further attempt",
    "retry timeout exceeded",
    "will not be tried",
    "delivery has failed",
    "has been returned",
    "再送は行いません",
    "断念しました",
    "打ち切りました",
    "お返しします",
    "返送します",
    "失敗しました",
};

constexpr std::array<std::string_view, 14> kArrived{
    "successfully delivered",  "successfully relayed",     "successfully sent",
    "delivered successfully",  "was delivered to",         "were delivered to",
    "has been delivered to",   "have been delivered to",   "relayed to the following",
    "delivery was successful", "delivery report (success", "notification (success",
    "notification (relay",     "配信されました",
};

constexpr std::array<std::string_view, 32> kNotArrived{
    "not be delivered",
    "cannot be delivered",
    "can't be delivered",
    "not deliver",
    "undeliver",
    "unable to deliver",
    "able to deliver",
    "unable to send",
    "could not be sent",
    "delivery failed",
    "delivery failure",
    "delivery to the following",
    "delivery error",
    "delivery notification",
    "delivery status notification",
    "delivery problem",
    "mail delivery failed",
    "did not reach",
    "did not receive",
    "failure notice",
    "returned mail",
    "returned to sender",
    "non-delivery",
    "nondeliverable",
    "non-deliverable",
    "mail system error",
    "送信できません",
    "配信できません",
    "配送できません",
    "届けることができません",
    "お届けできません",
    "送信に失敗",
};

}  // namespace

bool says_still_tried(std::string_view words) {
  return holds_any_phrase(words, kStillTried) && !holds_any_phrase(words, kGivenUp);
}

bool says_held(std::string_view words) {
  return holds_any_phrase(words, kHeld) && !holds_any_phrase(words, kNotLetGo) &&
         !says_not_arrived(words);
}

bool says_arrived(std::string_view words) {
  return holds_any_phrase(words, kArrived);
}

bool says_not_arrived(std::string_view words) {
  return holds_any_phrase(words, kNotArrived) || holds_any_phrase(words, kGivenUp);
}

}  // namespace saihakko

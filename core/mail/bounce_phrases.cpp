#include "core/mail/bounce_phrases.hpp"

#include <algorithm>
#include <array>

namespace saihakko {
namespace {

using enum BounceCause;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// Whether the phrase stands in the words, beginning where a word begins.
bool holds(std::string_view words, std::string_view phrase) {
  for (std::size_t at = words.find(phrase); at != std::string_view::npos;
       at = words.find(phrase, at + 1)) {
    if (at == 0 || !is_letter_or_digit(words[at - 1]) || !is_letter_or_digit(phrase.front())) {
      return true;
    }
  }
  return false;
}

bool holds_any(std::string_view words, const auto& phrases) {
  return std::ranges::any_of(phrases, [&](auto phrase) { return holds(words, phrase); });
}

struct Phrase {
  std::string_view text;
  BounceCause cause;
};

// In order: the first that stands in the words counts.
constexpr std::array kPhrases{
    // au, of a person who takes mail from a list only; of an address that is not there it names it.
    Phrase{"550 : user unknown", recipient_refuses},
    Phrase{"550: : user unknown", recipient_refuses},
    // The host that sends for us.
    Phrase{"blocklist", our_host},
    Phrase{"block list", our_host},
    Phrase{"blacklist", our_host},
    Phrase{"black list", our_host},
    Phrase{"blocked using", our_host},
    Phrase{"listed at", our_host},
    Phrase{"rbl", our_host},
    Phrase{"dnsbl", our_host},
    Phrase{"spamhaus", our_host},
    Phrase{"reputation", our_host},
    Phrase{"reverse dns", our_host},
    Phrase{"reverse lookup", our_host},
    Phrase{"reverse hostname", our_host},
    Phrase{"rdns", our_host},
    Phrase{"ptr ", our_host},
    Phrase{"client host", our_host},
    Phrase{"client was not authenticated", our_host},
    Phrase{"helo command rejected", our_host},
    Phrase{"helo/ehlo", our_host},
    Phrase{"your ip", our_host},
    Phrase{"ip address", our_host},
    Phrase{"invalid ip", our_host},
    Phrase{"sending ip", our_host},
    Phrase{"sending host", our_host},
    Phrase{"banned sending", our_host},
    Phrase{"email from your host", our_host},
    Phrase{"mail from your", our_host},
    Phrase{"smtp server of your isp", our_host},
    Phrase{"your network", our_host},
    Phrase{"your mail server", our_host},
    // Our sender and its domain.
    Phrase{"spf", our_domain},
    Phrase{"dkim", our_domain},
    Phrase{"dmarc", our_domain},
    Phrase{"sender id", our_domain},
    Phrase{"unauthenticated", our_domain},
    Phrase{"authentication level", our_domain},
    Phrase{"authentication results", our_domain},
    Phrase{"senders not allowed", our_domain},
    Phrase{"sender address", our_domain},
    Phrase{"sender rejected", our_domain},
    Phrase{"sender denied", our_domain},
    Phrase{"sender verify", our_domain},
    Phrase{"sender domain", our_domain},
    Phrase{"sending domain", our_domain},
    Phrase{"sender's domain", our_domain},
    Phrase{"domain of sender", our_domain},
    Phrase{"invalid sender", our_domain},
    Phrase{"bad sender", our_domain},
    Phrase{"unknown sender", our_domain},
    Phrase{"sender unknown", our_domain},
    Phrase{"return path", our_domain},
    Phrase{"envelope sender", our_domain},
    Phrase{"must login", our_domain},
    Phrase{"send as this sender", our_domain},
    Phrase{"sendasdenied", our_domain},
    // A server on the way.
    Phrase{"relay access denied", relay_denied},
    Phrase{"relaying", relay_denied},
    Phrase{"relay denied", relay_denied},
    Phrase{"relay not permitted", relay_denied},
    Phrase{"relay prohibited", relay_denied},
    Phrase{"unable to relay", relay_denied},
    Phrase{"permitted to relay", relay_denied},
    Phrase{"mail relay", relay_denied},
    Phrase{"do not relay", relay_denied},
    Phrase{"not allowed to send", relay_denied},
    Phrase{"rcpthosts", relay_denied},
    Phrase{"authentication required", relay_denied},
    Phrase{"authentication is required", relay_denied},
    Phrase{"must be authenticated", relay_denied},
    Phrase{"must authenticate", relay_denied},
    Phrase{"not authenticated", relay_denied},
    Phrase{"authenticate first", relay_denied},
    Phrase{"not authorized to send", relay_denied},
    Phrase{"not permitted to send", relay_denied},
    // Their mailbox.
    Phrase{"mailbox full", mailbox_full},
    Phrase{"mailbox is full", mailbox_full},
    Phrase{"mailbox is almost full", mailbox_full},
    Phrase{"mailbox has exceeded", mailbox_full},
    Phrase{"mailfolder is full", mailbox_full},
    Phrase{"folder is full", mailbox_full},
    Phrase{"inbox is full", mailbox_full},
    Phrase{"overquota", mailbox_full},
    Phrase{"quota", mailbox_full},
    Phrase{"out of storage", mailbox_full},
    Phrase{"mailbox size", mailbox_full},
    Phrase{"exceeded storage", mailbox_full},
    Phrase{"insufficient mailbox", mailbox_full},
    Phrase{"no space left in", mailbox_full},
    Phrase{"容量", mailbox_full},
    Phrase{"一杯", mailbox_full},
    Phrase{"いっぱい", mailbox_full},
    // The size.
    Phrase{"too big", too_large},
    Phrase{"too large", too_large},
    Phrase{"message size", too_large},
    Phrase{"size limit", too_large},
    Phrase{"maximum size", too_large},
    Phrase{"exceeds", too_large},
    // The rate.
    Phrase{"too many", too_many},
    Phrase{"rate limit", too_many},
    Phrase{"throttl", too_many},
    Phrase{"too fast", too_many},
    Phrase{"unusual rate", too_many},
    Phrase{"rate that", too_many},
    // Filters and policies.
    Phrase{"spam", content},
    Phrase{"virus", content},
    Phrase{"malware", content},
    Phrase{"phish", content},
    Phrase{"unsolicited", content},
    Phrase{"bulk", content},
    Phrase{"content", content},
    Phrase{"polic", content},
    Phrase{"suspicious", content},
    Phrase{"banned", content},
    Phrase{"message filtered", content},
    Phrase{"message rejected", content},
    Phrase{"message refused", content},
    Phrase{"message blocked", content},
    Phrase{"header error", content},
    Phrase{"受信拒否", recipient_refuses},
    Phrase{"受信を拒否", recipient_refuses},
    Phrase{"指定受信", recipient_refuses},
    Phrase{"only accepts", recipient_refuses},
    Phrase{"not accepting mail", recipient_refuses},
    Phrase{"refused by the recipient", recipient_refuses},
    Phrase{"restricted", recipient_refuses},
    Phrase{"permission", recipient_refuses},
    Phrase{"権限", recipient_refuses},
    // Their domain.
    Phrase{"host unknown", no_domain},
    Phrase{"unknown host", no_domain},
    Phrase{"unknown domain", no_domain},
    Phrase{"domain not found", no_domain},
    Phrase{"domain name not found", no_domain},
    Phrase{"no such domain", no_domain},
    Phrase{"domain does not exist", no_domain},
    Phrase{"domain doesnt exist", no_domain},
    Phrase{"domain doesn't exist", no_domain},
    Phrase{"unrouteable mail domain", no_domain},
    Phrase{"unroutable", no_domain},
    Phrase{"unrouteable", no_domain},
    Phrase{"host not found", no_domain},
    Phrase{"dns lookup failure", no_domain},
    Phrase{"find any host", no_domain},
    Phrase{"nxdomain", no_domain},
    Phrase{"null mx", no_domain},
    Phrase{"no mx", no_domain},
    Phrase{"doesn't receive email", no_domain},
    Phrase{"does not accept mail", no_domain},
    Phrase{"illegal host", no_domain},
    Phrase{"5.4.4 invalid domain", no_domain},
    Phrase{"bad destination host", no_domain},
    Phrase{"all relevant mx records point to non-existent hosts", no_domain},
    Phrase{"couldn't be found or is misconfigured", no_domain},
    // The address.
    Phrase{"inactive", mailbox_closed},
    Phrase{"not active", mailbox_closed},
    Phrase{"disabled", mailbox_closed},
    Phrase{"deactivated", mailbox_closed},
    Phrase{"suspended", mailbox_closed},
    Phrase{"discontinued", mailbox_closed},
    Phrase{"terminated", mailbox_closed},
    Phrase{"no longer", mailbox_closed},
    Phrase{"has moved", mailbox_closed},
    Phrase{"account closed", mailbox_closed},
    Phrase{"closed account", mailbox_closed},
    Phrase{"user unknown", no_mailbox},
    Phrase{"unknown user", no_mailbox},
    Phrase{"recipient unknown", no_mailbox},
    Phrase{"unknown recipient", no_mailbox},
    Phrase{"addressee unknown", no_mailbox},
    Phrase{"unknown address", no_mailbox},
    Phrase{"unknown local", no_mailbox},
    Phrase{"unknown mailbox", no_mailbox},
    Phrase{"unknown account", no_mailbox},
    Phrase{"no such user", no_mailbox},
    Phrase{"no such recipient", no_mailbox},
    Phrase{"no such mailbox", no_mailbox},
    Phrase{"no such account", no_mailbox},
    Phrase{"no such address", no_mailbox},
    Phrase{"no such email", no_mailbox},
    Phrase{"no such person", no_mailbox},
    Phrase{"no such local", no_mailbox},
    Phrase{"no mailbox", no_mailbox},
    Phrase{"no account", no_mailbox},
    Phrase{"no valid recipient", no_mailbox},
    Phrase{"does not exist", no_mailbox},
    Phrase{"doesn't exist", no_mailbox},
    Phrase{"doesn't have a", no_mailbox},
    Phrase{"does not have a", no_mailbox},
    Phrase{"not a known", no_mailbox},
    Phrase{"not a valid", no_mailbox},
    Phrase{"not known", no_mailbox},
    Phrase{"not recognized", no_mailbox},
    Phrase{"unrecognized", no_mailbox},
    Phrase{"not listed in", no_mailbox},
    Phrase{"invalid recipient", no_mailbox},
    Phrase{"invalid mailbox", no_mailbox},
    Phrase{"invalid user", no_mailbox},
    Phrase{"invalid address", no_mailbox},
    Phrase{"invalid final delivery", no_mailbox},
    // Exchange Online of an address that its directory does not know.
    Phrase{"recipient address rejected: access denied", no_mailbox},
    Phrase{"bad destination mailbox", no_mailbox},
    Phrase{"bad recipient", no_mailbox},
    Phrase{"bad address", no_mailbox},
    Phrase{"mailbox not found", no_mailbox},
    Phrase{"user not found", no_mailbox},
    Phrase{"recipient not found", no_mailbox},
    Phrase{"address not found", no_mailbox},
    Phrase{"account not found", no_mailbox},
    Phrase{"recipnotfound", no_mailbox},
    Phrase{"be found", no_mailbox},
    Phrase{"wasn't found", no_mailbox},
    Phrase{"mailbox unavailable", no_mailbox},
    Phrase{"存在しない", no_mailbox},
    Phrase{"存在しません", no_mailbox},
    Phrase{"見つかりません", no_mailbox},
    Phrase{"見つかりませんでした", no_mailbox},
    // Their server, and the way to it.
    Phrase{"disk space", their_system},
    Phrase{"system storage", their_system},
    Phrase{"internal error", their_system},
    Phrase{"system error", their_system},
    Phrase{"internal system", their_system},
    Phrase{"local error", their_system},
    Phrase{"i/o error", their_system},
    Phrase{"service unavailable", their_system},
    Phrase{"currently unavailable", their_system},
    Phrase{"temporarily unavailable", their_system},
    Phrase{"misconfigur", their_system},
    Phrase{"timed out", unreachable},
    Phrase{"timeout", unreachable},
    Phrase{"refused to talk", unreachable},
    Phrase{"connection refused", unreachable},
    Phrase{"connection dropped", unreachable},
    Phrase{"lost connection", unreachable},
    Phrase{"accept our requests to connect", unreachable},
    Phrase{"socket error", unreachable},
    Phrase{"network error", unreachable},
    Phrase{"network is unreachable", unreachable},
    Phrase{"no route to host", unreachable},
    Phrase{"expired", unreachable},
    Phrase{"retry time", unreachable},
    Phrase{"could not connect", unreachable},
    Phrase{"unable to connect", unreachable},
    Phrase{"too long", unreachable},
    Phrase{"for the last", unreachable},
    Phrase{"hop", unreachable},
    Phrase{"loop", unreachable},
};

constexpr std::array<std::string_view, 34> kStillTried{
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
};

constexpr std::array<std::string_view, 17> kGivenUp{
    "given up",
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

std::optional<BounceCause> cause_in_words(std::string_view words) {
  const auto phrase =
      std::ranges::find_if(kPhrases, [&](const Phrase& known) { return holds(words, known.text); });
  return phrase == kPhrases.end() ? std::nullopt : std::optional(phrase->cause);
}

bool says_still_tried(std::string_view words) {
  return holds_any(words, kStillTried) && !holds_any(words, kGivenUp);
}

bool says_arrived(std::string_view words) {
  return holds_any(words, kArrived);
}

bool says_not_arrived(std::string_view words) {
  return holds_any(words, kNotArrived) || holds_any(words, kGivenUp);
}

}  // namespace saihakko

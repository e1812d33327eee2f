#include "core/mail/cause_phrases.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/mail/phrase_search.hpp"

namespace saihakko {
namespace {

using Phrase = std::string_view;

// au, of a person who takes mail from a list only; of an address that is not there it names it.
constexpr std::array<Phrase, 2> kNotOnTheirList{
    "550 : user unknown",
    "550: : user unknown",
};

constexpr std::array<Phrase, 36> kOurHost{
    "blocklist",
    "block list",
    "blacklist",
    "black list",
    "blocked using",
    "listed at",
    "rbl",
    "dnsbl",
    "spamhaus",
    "reputation",
    "reverse dns",
    "reverse lookup",
    "reverse hostname",
    "rdns",
    "ptr ",
    "client host",
    "client was not authenticated",
    "helo command rejected",
    "helo/ehlo",
    "your ip",
    "ip address",
    "invalid ip",
    "sending ip",
    "sending host",
    "banned sending",
    "email from your host",
    "mail from your",
    "smtp server of your isp",
    "your network",
    "your mail server",
    "from this ip",
    "sending paused",
    "sending limit",
    "unusual sending",
    "sending quota",
    "アカウントからの送信",
};

constexpr std::array<Phrase, 29> kOurDomain{
    "spf",
    "dkim",
    "dmarc",
    "sender id",
    "unauthenticated",
    "authentication level",
    "authentication results",
    "senders not allowed",
    "sender address",
    "sender rejected",
    "sender denied",
    "sender verify",
    "sender domain",
    "sending domain",
    "sender's domain",
    "domain of sender",
    "invalid sender",
    "bad sender",
    "unknown sender",
    "sender unknown",
    "return path",
    "envelope sender",
    "must login",
    "send as this sender",
    "sendasdenied",
    "address is not verified",
    "送信元",
    "送信者",
    "差出人",
};

constexpr std::array<Phrase, 21> kRelayDenied{
    "relay access denied",
    "relaying",
    "relay denied",
    "relay not permitted",
    "relay prohibited",
    "unable to relay",
    "permitted to relay",
    "mail relay",
    "do not relay",
    "not allowed to send",
    "rcpthosts",
    "authentication required",
    "authentication is required",
    "must be authenticated",
    "smtp auth",
    "pop before smtp",
    "must authenticate",
    "not authenticated",
    "authenticate first",
    "not authorized to send",
    "not permitted to send",
};

constexpr std::array<Phrase, 17> kMailboxFull{
    "mailbox full",
    "mailbox is full",
    "mailbox is almost full",
    "mailbox has exceeded",
    "mailfolder is full",
    "folder is full",
    "inbox is full",
    "overquota",
    "quota",
    "out of storage",
    "mailbox size",
    "exceeded storage",
    "insufficient mailbox",
    "no space left in",
    "容量",
    "一杯",
    "いっぱい",
};

constexpr std::array<Phrase, 6> kTooLarge{
    "too big", "too large", "message size", "size limit", "maximum size", "exceeds",
};

constexpr std::array<Phrase, 6> kTooMany{
    "too many", "rate limit", "throttl", "too fast", "unusual rate", "rate that",
};

constexpr std::array<Phrase, 15> kContent{
    "spam",
    "virus",
    "malware",
    "phish",
    "unsolicited",
    "bulk",
    "content",
    "polic",
    "suspicious",
    "banned",
    "message filtered",
    "message rejected",
    "message refused",
    "message blocked",
    "header error",
};

constexpr std::array<Phrase, 9> kRecipientRefuses{
    "受信拒否",     "受信を拒否",         "指定受信",
    "only accepts", "not accepting mail", "refused by the recipient",
    "restricted",   "permission",         "権限",
};

// What a resolver says for now only (TRY_AGAIN), before the same words say that there is no domain.
constexpr std::array<Phrase, 3> kNotResolvedNow{
    "not found, try again",
    "host name lookup failure",
    "temporary failure in name resolution",
};

constexpr std::array<Phrase, 25> kNoDomain{
    "host unknown",
    "unknown host",
    "unknown domain",
    "domain not found",
    "domain name not found",
    "no such domain",
    "domain does not exist",
    "domain doesnt exist",
    "domain doesn't exist",
    "unrouteable mail domain",
    "unroutable",
    "unrouteable",
    "host not found",
    "dns lookup failure",
    "find any host",
    "nxdomain",
    "null mx",
    "no mx",
    "doesn't receive email",
    "does not accept mail",
    "illegal host",
    "5.4.4 invalid domain",
    "bad destination host",
    "all relevant mx records point to non-existent hosts",
    "couldn't be found or is misconfigured",
};

constexpr std::array<Phrase, 24> kMailboxClosed{
    "inactive",
    "not active",
    "disabled",
    "deactivated",
    "suspended",
    "discontinued",
    "account terminated",
    "account has been terminated",
    "account is terminated",
    "no longer valid",
    "no longer active",
    "no longer available",
    "no longer in use",
    "no longer used",
    "no longer exist",
    "no longer on ",
    "no longer with ",
    "no longer at ",
    "no longer here",
    "no longer work",
    "no longer employ",
    "has moved",
    "account closed",
    "closed account",
};

// "access denied" is Exchange Online's of an address that its directory does not know, and 5.5.0
// with "mailbox unavailable" Outlook.com's.
constexpr std::array<Phrase, 67> kNoMailbox{
    "user unknown",
    "unknown user",
    "recipient unknown",
    "unknown recipient",
    "addressee unknown",
    "unknown address",
    "unknown local",
    "unknown mailbox",
    "unknown account",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no such account",
    "no such address",
    "no such email",
    "no such person",
    "no such local",
    "no mailbox",
    "no account",
    "no valid recipient",
    "does not exist",
    "doesn't exist",
    "user doesn't have a",
    "user does not have a",
    "recipient does not have a",
    "not a known user",
    "not a known recipient",
    "not a valid user",
    "not a valid recipient",
    "not a valid mailbox",
    "not a valid email",
    "not known",
    "name is not recognized",
    "recipient not recognized",
    "address not recognized",
    "user not recognized",
    "unrecognized recipient",
    "unrecognized user",
    "unrecognized address",
    "not listed in",
    "invalid recipient",
    "invalid mailbox",
    "invalid user",
    "invalid address",
    "invalid final delivery",
    "recipient address rejected: access denied",
    "5.5.0 requested action not taken: mailbox unavailable",
    "bad destination mailbox",
    "bad recipient",
    "bad address",
    "mailbox not found",
    "user not found",
    "recipient not found",
    "address not found",
    "account not found",
    "recipnotfound",
    "be found",
    "wasn't found",
    "宛先不明",
    "現在使用されておりません",
    "現在使われておりません",
    "該当するユーザー",
    "該当ユーザー",
    "存在しない",
    "存在しません",
    "見つかりません",
    "見つかりませんでした",
};

constexpr std::array<Phrase, 11> kTheirSystem{
    "disk space",
    "system storage",
    "internal error",
    "system error",
    "internal system",
    "local error",
    "i/o error",
    "service unavailable",
    "currently unavailable",
    "temporarily unavailable",
    "misconfigur",
};

constexpr std::array<Phrase, 19> kUnreachable{
    "timed out",
    "timeout",
    "refused to talk",
    "connection refused",
    "connection dropped",
    "lost connection",
    "accept our requests to connect",
    "socket error",
    "network error",
    "network is unreachable",
    "no route to host",
    "expired",
    "retry time",
    "could not connect",
    "unable to connect",
    "too long",
    "for the last",
    "hop",
    "loop",
};

struct Group {
  BounceCause cause;
  std::span<const Phrase> phrases;
};

// In order: the first group with a phrase that stands in the words counts.
constexpr std::array kGroups{
    Group{BounceCause::recipient_refuses, kNotOnTheirList},
    Group{BounceCause::our_host, kOurHost},
    Group{BounceCause::our_domain, kOurDomain},
    Group{BounceCause::relay_denied, kRelayDenied},
    Group{BounceCause::mailbox_full, kMailboxFull},
    Group{BounceCause::too_large, kTooLarge},
    Group{BounceCause::too_many, kTooMany},
    Group{BounceCause::content, kContent},
    Group{BounceCause::recipient_refuses, kRecipientRefuses},
    Group{BounceCause::unreachable, kNotResolvedNow},
    Group{BounceCause::no_domain, kNoDomain},
    Group{BounceCause::mailbox_closed, kMailboxClosed},
    Group{BounceCause::no_mailbox, kNoMailbox},
    Group{BounceCause::their_system, kTheirSystem},
    Group{BounceCause::unreachable, kUnreachable},
};

}  // namespace

std::optional<BounceCause> cause_in_words(std::string_view words) {
  const auto group = std::ranges::find_if(
      kGroups, [&](const Group& one) { return holds_any_phrase(words, one.phrases); });
  return group == kGroups.end() ? std::nullopt : std::optional(group->cause);
}

}  // namespace saihakko

#include "core/mail/failure_judgement.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "core/mail/cause_phrases.hpp"
#include "core/mail/mail_text.hpp"

namespace saihakko {
namespace {

using enum BounceCause;

/// Without the class: what a mail was put off for is what it failed for in the end.
std::string_view subject_of(std::string_view status) {
  return status.substr(std::min<std::size_t>(status.size(), 2));
}

BounceCause cause_of_status(std::string_view status) {
  constexpr std::array<std::pair<std::string_view, BounceCause>, 29> kCauses{
      {{"1.1", no_mailbox},     {"1.2", no_domain},      {"1.3", no_mailbox},
       {"1.6", mailbox_closed}, {"1.7", our_domain},     {"1.8", our_domain},
       {"1.10", no_mailbox},    {"2.1", mailbox_closed}, {"2.2", mailbox_full},
       {"2.3", too_large},      {"3.1", their_system},   {"3.2", their_system},
       {"3.4", too_large},      {"3.5", their_system},   {"4.1", unreachable},
       {"4.2", unreachable},    {"4.3", unreachable},    {"4.4", unreachable},
       {"4.6", unreachable},    {"4.7", unreachable},    {"4.310", no_domain},
       {"4.316", unreachable},  {"7.1", content},        {"7.25", our_host},
       {"7.26", our_domain},    {"7.27", our_domain},    {"7.509", our_domain},
       {"7.515", our_domain},   {"7.606", our_host}}};
  const std::string_view subject = subject_of(status);
  const auto found =
      std::ranges::find(kCauses, subject, [](const auto& known) { return known.first; });
  if (found != kCauses.end()) return found->second;
  // RFC 7372: 5.7.20 to 5.7.24 are about DKIM and SPF.
  if (subject.starts_with("7.2") && subject.size() == 4) return our_domain;
  if (subject.starts_with("7.") || subject.starts_with("6.")) return content;
  return unknown;
}

bool is_of_the_address(BounceCause cause) {
  return cause == no_mailbox || cause == mailbox_closed || cause == no_domain;
}

/// Says no more than that it failed, or where: a server that knows no status of RFC 3463 for it, or
/// a relay that made one of the reply code. 5.2.0 is about the mailbox and does not say what; 5.5.1
/// and those behind it are about the commands of the session.
bool is_general(std::string_view status) {
  const BounceCause cause = cause_of_status(status);
  if (is_of_the_address(cause) || cause == unreachable || cause == their_system) return true;
  const std::string_view subject = subject_of(status);
  const bool of_commands = subject.starts_with("5.") && subject != "5.0";
  return cause == unknown && !subject.starts_with("2.") && !of_commands;
}

/// A closed account under a status of the way there is the one that sends: providers stop it so
/// (`5.4.6 Account suspended`).
bool is_of_our_account(BounceCause said, BounceCause by_status) {
  return said == mailbox_closed && by_status == unreachable;
}

// The command that was refused, in the forms in which mail systems name it. A transcript that lists
// commands and replies is no such form: with PIPELINING the last command is not the one refused.
constexpr std::array<std::string_view, 6> kAtSender{"reply to mail from",    "after mail from",
                                                    "our mail from",         "[mail_from]",
                                                    "response to mail from", ">>> mail from"};
constexpr std::array<std::string_view, 2> kAtRecipient{"rcpt to", "rcpt_to"};
constexpr std::array<std::string_view, 9> kAtText{
    "end of data",  "after data", "our data",     "our final data",
    "(data)",       "[data]",     "command data", "after i sent the message",
    "reply to data"};

bool names_any(std::string_view words, const auto& forms) {
  return std::ranges::any_of(forms, [&](auto form) { return words.find(form) != words.npos; });
}

/// In lower case, each run of white space one blank.
std::string folded(std::string_view words) {
  std::string out;
  for (const char c : lower_case(words)) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!space) out += c;
    if (space && !out.ends_with(' ')) out += ' ';
  }
  return out;
}

}  // namespace

FailureJudgement judge_failure(std::string_view status, std::string_view reply,
                               std::string_view around) {
  auto said = cause_in_words(folded(reply));
  const BounceCause by_status = cause_of_status(status);
  const bool general = is_general(status);
  if (!said && general) said = cause_in_words(folded(around));
  if (said && is_of_our_account(*said, by_status)) return {our_host, false};
  FailureJudgement judgement{by_status, false};
  if (said && (general || !is_of_the_address(*said))) judgement.cause = *said;
  if (!is_of_the_address(judgement.cause)) return judgement;
  const std::string all = folded(around);
  const bool by_words = !is_of_the_address(by_status);
  if (by_words && names_any(all, kAtSender) && !names_any(all, kAtRecipient))
    return {our_domain, false};
  judgement.address_is_bad =
      !status.starts_with('4') && general && !(by_words && names_any(all, kAtText));
  return judgement;
}

}  // namespace saihakko

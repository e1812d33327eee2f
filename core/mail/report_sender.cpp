#include "core/mail/report_sender.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/mail/charset.hpp"
#include "core/mail/mail_text.hpp"
#include "core/mail/outcome_phrases.hpp"

namespace saihakko {
namespace {

constexpr std::array<std::string_view, 4> kSenderHeaders{"from", "return-path", "reply-to",
                                                         "sender"};

std::string subject_of(const MimePart& top) {
  constexpr std::size_t kLongest = 500;
  return lower_case(trimmed(decoded_words(top.header("subject").substr(0, kLongest))));
}

/// Letters and digits in lower case: `Post_Master@` and `postmaster@` are one.
std::string bare(std::string_view text) {
  std::string out = lower_case(text);
  std::erase_if(out, [](char c) { return c == '-' || c == '_' || c == '.' || c == ' '; });
  return out;
}

/// Names that mail systems sign with, in addresses and before them. `poostmaster` is what some
/// sites set up, to keep spam from the real one.
bool is_system_name(std::string_view value) {
  constexpr std::array<std::string_view, 14> kNames{
      "mailerdaemon",     "maildaemon",        "postmaster", "poostmaster",
      "maildeliver",      "mailsystem",        "mailserver", "mailrouter",
      "mailgateway",      "mailadministrator", "mdaemon",    "systemadministrator",
      "ndradministrator", "deliverysystem"};
  const std::string name = bare(value);
  return std::ranges::any_of(kNames, [&](auto known) { return name.find(known) != name.npos; });
}

/// Mailing lists return what they do not distribute, from addresses of their own.
bool is_list_robot(const MimePart& top) {
  const std::string_view from = top.header("from");
  const std::string address = lower_case(from.substr(from.rfind('<') + 1));  // npos + 1 is 0
  const std::string name = address.substr(0, address.find('@'));
  constexpr std::array<std::string_view, 5> kEnds{"-admin", "-request", "-owner", "-bounces",
                                                  "-help"};
  constexpr std::array<std::string_view, 4> kNames{"owner-", "majordomo", "listserv", "mailman"};
  return std::ranges::any_of(kEnds, [&](auto end) { return name.ends_with(end); }) ||
         std::ranges::any_of(kNames, [&](auto begin) { return name.starts_with(begin); });
}

/// au and its regions send reports from `no-reply` addresses, which say who they are by the domain.
bool is_carrier_address(std::string_view value) {
  const std::string address = lower_case(value);
  constexpr std::array<std::string_view, 4> kDomains{"auone-net.jp", "dion.ne.jp", "ezweb.ne.jp",
                                                     "au.com"};
  return address.find("no-reply@") != address.npos &&
         std::ranges::any_of(kDomains,
                             [&](auto domain) { return address.find(domain) != address.npos; });
}

bool is_null_path(std::string_view value) {
  const std::string path = lower_case(trimmed(value));
  return path == "<>" || path == "<null>" || path == "null";
}

bool has(const MimePart& top, std::string_view name) {
  return std::ranges::any_of(top.headers, [&](const auto& header) { return header.first == name; });
}

bool has_null_path(const MimePart& top) {
  const bool empty = has(top, "return-path") && trimmed(top.header("return-path")).empty();
  return empty || is_null_path(top.header("return-path")) || is_null_path(top.header("from"));
}

/// A person who answers or forwards leaves a mark before it.
bool has_subject_of_a_report(const MimePart& top) {
  const std::string subject = subject_of(top);
  constexpr std::array<std::string_view, 4> kPassedOn{"re:", "fw:", "fwd:", "aw:"};
  const bool passed_on =
      std::ranges::any_of(kPassedOn, [&](auto mark) { return subject.starts_with(mark); });
  return !passed_on && says_not_arrived(subject);
}

/// What mailboxes that answer by themselves begin their subjects with.
bool has_subject_of_an_answer(const MimePart& top) {
  const std::string subject = subject_of(top);
  constexpr std::array<std::string_view, 11> kBeginnings{
      "auto:",      "automatic reply", "auto reply",    "autoreply",
      "auto-reply", "auto response",   "out of office", "out of the office",
      "自動返信",   "自動応答",        "不在"};
  return std::ranges::any_of(kBeginnings, [&](auto words) { return subject.starts_with(words); });
}

}  // namespace

bool is_signed_by_a_mail_system(const MimePart& top) {
  if (is_list_robot(top) || has_subject_of_a_report(top)) return true;
  return std::ranges::any_of(kSenderHeaders, [&](std::string_view name) {
    const std::string_view value = top.header(name);
    return is_system_name(value) || is_carrier_address(value);
  });
}

bool is_from_a_mail_system(const MimePart& top) {
  return has_null_path(top) || is_signed_by_a_mail_system(top);
}

bool is_complaint(const MimePart& top) {
  const std::string subject = subject_of(top);
  constexpr std::array<std::string_view, 3> kBeginnings{
      "complaint about message", "email feedback report", "email abuse report"};
  return std::ranges::any_of(kBeginnings, [&](auto words) { return subject.starts_with(words); });
}

bool is_automatic_answer(const MimePart& top) {
  const std::string submitted = lower_case(top.header("auto-submitted"));
  const std::string precedence = lower_case(top.header("precedence"));
  constexpr std::array<std::string_view, 4> kHeaders{"x-autoreply", "x-autorespond", "x-auto-reply",
                                                     "x-autoresponse"};
  if (submitted.starts_with("auto-replied") || submitted.starts_with("auto-generated")) return true;
  if (precedence == "auto_reply" || has_subject_of_an_answer(top)) return true;
  if (std::ranges::any_of(kHeaders, [&](auto name) { return has(top, name); })) return true;
  // A null path and words that answer ours: a mailbox, for a mail system would have returned them.
  return has_null_path(top) && (has(top, "in-reply-to") || has(top, "references"));
}

}  // namespace saihakko

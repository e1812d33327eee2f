#include "core/mail/bounce_report.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/mail/addresses_in_text.hpp"
#include "core/mail/charset.hpp"
#include "core/mail/delivery_status.hpp"
#include "core/mail/failure_judgement.hpp"
#include "core/mail/html_text.hpp"
#include "core/mail/mail_text.hpp"
#include "core/mail/mime_part.hpp"
#include "core/mail/outcome_phrases.hpp"
#include "core/mail/report_sender.hpp"
#include "core/mail/returned_mail.hpp"
#include "core/mail/status_code.hpp"

namespace saihakko {
namespace {

using Verdict = BounceReport::Verdict;
using Action = RecipientStatus::Action;

constexpr std::size_t kLongestDiagnosis = 200;
constexpr std::size_t kMostWords = std::size_t{16} * 1024;
constexpr std::size_t kMostAround = std::size_t{4} * 1024;
constexpr std::size_t kLongestSubject = 500;
constexpr int kDeepestForward = 2;

/// A report taken apart.
struct Parts {
  MimePart top;
  std::string_view behind;  ///< as in MimeMessage
  std::vector<RecipientStatus> recipients;
  std::vector<std::string> attached;  ///< mails within it
  std::vector<std::string> marks;
  std::vector<std::string> sent_to;
  std::string words;            ///< the system's own, UTF-8
  bool tells_delivery = false;  ///< has a part of RFC 3464
  bool complains = false;
  bool confirms_reading = false;  ///< RFC 8098
};

bool is_delivery_status(std::string_view type) {
  return type == "message/delivery-status" || type == "message/global-delivery-status";
}

/// What holds a returned mail or its headers. `message/rfc822-headers` is none of RFC 6522's types
/// and is written nevertheless.
bool is_returned_mail(std::string_view type) {
  return type.starts_with("message/") || type.starts_with("text/rfc822");
}

void add_words(std::string_view text, Parts& parts) {
  if (parts.words.size() >= kMostWords) return;
  const std::string own = system_words(text);
  parts.words.append(own.substr(0, kMostWords - parts.words.size())).append("\n");
}

void add_returned(std::string_view text, Parts& parts) {
  add_marks(text, parts.marks);
  add_addressees(text, parts.sent_to);
}

void add_part(const MimePart& part, Parts& parts) {
  if (is_delivery_status(part.type)) {
    parts.tells_delivery = true;
    std::ranges::move(read_delivery_status(utf8_text(part)), std::back_inserter(parts.recipients));
  } else if (part.type == "message/feedback-report") {
    parts.complains = true;
  } else if (part.type == "message/disposition-notification") {
    parts.confirms_reading = true;
  } else if (is_returned_mail(part.type)) {
    add_returned(part.content, parts);
    if (part.type == "message/rfc822") parts.attached.push_back(part.content);
  } else if (part.type == "text/html") {
    add_returned(html_text(part.content), parts);
  } else if (part.type.starts_with("text/")) {
    const std::string text = utf8_text(part);
    add_returned(text, parts);
    add_words(text, parts);
  }
}

Parts take_apart(std::string_view mail) {
  MimeMessage message = read_mime(mail);
  Parts parts;
  parts.top = std::move(message.top);
  parts.behind = message.behind;
  parts.complains = is_complaint(parts.top);
  parts.tells_delivery = parts.top.type == "multipart/report";
  for (const MimePart& part : message.parts)
    add_part(part, parts);
  if (trimmed(parts.words).empty()) {
    for (const MimePart& part : message.parts) {
      if (part.type == "text/html") add_words(html_text(utf8_text(part)), parts);
    }
  }
  return parts;
}

Verdict verdict_of(const RecipientStatus& recipient, std::string_view words) {
  switch (recipient.action) {
    case Action::failed: return Verdict::failed;
    case Action::delayed: return Verdict::delayed;
    case Action::expanded:
    case Action::delivered: return Verdict::delivered;
    case Action::other: break;
  }
  if (recipient.status.starts_with('2')) return Verdict::delivered;
  const bool held = !recipient.status.starts_with('5') && says_held(words);
  return held || says_still_tried(words) ? Verdict::delayed : Verdict::failed;
}

/// A status in the server's own reply is nearer to the fact than the one that the reporting system
/// made of it.
std::string status_of(const RecipientStatus& recipient) {
  const StatusCode said = find_status(recipient.diagnostic);
  if (said.standing == StatusCode::Standing::after_reply && said.text.front() != '2')
    return said.text;
  return recipient.status.empty() ? said.text : recipient.status;
}

/// The class of a report that tells none of its own.
std::string with_class(std::string status, Verdict verdict) {
  if (!status.empty() && status.front() != '2') return status;
  return verdict == Verdict::delayed ? "4.0.0" : "5.0.0";
}

int gravity(Verdict verdict) {
  switch (verdict) {
    case Verdict::failed: return 3;
    case Verdict::delayed: return 2;
    case Verdict::delivered: return 1;
    case Verdict::automatic:
    case Verdict::complaint:
    case Verdict::no_report: return 0;
  }
  return 0;
}

void judge(std::string status, std::string_view reply, std::string_view around,
           BounceJudgement& judgement) {
  if (judgement.verdict != Verdict::failed && judgement.verdict != Verdict::delayed) return;
  judgement.status = with_class(std::move(status), judgement.verdict);
  judgement.diagnosis = one_line(reply, kLongestDiagnosis);
  if (judgement.verdict == Verdict::delayed) return;
  const auto failure = judge_failure(judgement.status, reply, around);
  judgement.cause = failure.cause;
  judgement.address_is_bad = failure.address_is_bad;
}

RecipientJudgement judge_recipient(const RecipientStatus& recipient, const std::string& words) {
  RecipientJudgement judgement;
  judgement.final_recipient = recipient.final_recipient;
  judgement.original_recipient = recipient.original_recipient;
  judgement.expanded = recipient.action == Action::expanded;
  judgement.verdict = verdict_of(recipient, lower_case(recipient.diagnostic + "\n" + words));
  judge(status_of(recipient), recipient.diagnostic, words, judgement);
  return judgement;
}

/// Of what RFC 3464 says of each recipient.
std::optional<BounceReport> judge_recipients(const std::vector<RecipientStatus>& recipients,
                                             const std::string& words) {
  if (recipients.empty()) return std::nullopt;
  BounceReport report;
  for (const RecipientStatus& recipient : recipients)
    report.each.push_back(judge_recipient(recipient, words));
  const auto gravest = std::ranges::max_element(
      report.each, [](const auto& one, const auto& other) { return is_graver(other, one); });
  static_cast<BounceJudgement&>(report) = *gravest;
  return report;
}

/// Where the sentence that ends in a number begins: the words before it in the paragraph, or, if
/// they are many, in the line.
std::size_t sentence_of(std::string_view words, std::size_t number) {
  constexpr std::size_t kMostBefore = 120;
  const std::string_view before = words.substr(0, number);
  std::size_t paragraph = 0;
  for (const std::string_view gap : {"\n\n", "\r\n\r\n"}) {
    const std::size_t at = before.rfind(gap);
    if (at != std::string_view::npos) paragraph = std::max(paragraph, at + gap.size());
  }
  if (number - paragraph <= kMostBefore) return paragraph;
  return before.rfind('\n') + 1;  // npos + 1 is 0
}

/// The paragraph in which a server's reply stands, else all: it says what happened, for a person
/// too. A number that stands alone ends a sentence: `no mailbox by that name. (#5.1.1)`.
std::string_view telling_words(std::string_view words, const StatusCode& status) {
  using enum StatusCode::Standing;
  const std::size_t from = words.find_first_not_of(" \t\r\n", status.begin);
  if (status.standing == none || from == std::string_view::npos) return words;
  const std::size_t begin = status.standing == alone ? sentence_of(words, from) : from;
  const std::size_t end = std::min(words.find("\n\n", from), words.find("\r\n\r\n", from));
  return words.substr(begin, end == std::string_view::npos ? end : end - begin);
}

/// Of a report in plain words.
BounceReport judge_words(const Parts& parts) {
  const std::string subject = decoded_words(parts.top.header("subject").substr(0, kLongestSubject));
  const std::string folded = lower_case(parts.words + "\n" + subject);
  const StatusCode status = find_status(parts.words);
  const bool refused =
      status.standing >= StatusCode::Standing::reply && status.text.starts_with('5');
  BounceReport report;
  if (says_still_tried(folded) || (says_held(folded) && !refused)) {
    report.verdict = Verdict::delayed;
  } else if (says_arrived(folded)) {
    report.verdict = Verdict::delivered;
  } else if (!parts.marks.empty() || says_not_arrived(folded) ||
             status.standing >= StatusCode::Standing::reply) {
    report.verdict = Verdict::failed;
  }
  judge(status.text, telling_words(parts.words, status), parts.words, report);
  return report;
}

std::vector<std::string> recipients_of(const Parts& parts,
                                       const std::vector<RecipientJudgement>& each) {
  std::vector<std::string> recipients;
  for (const RecipientJudgement& one : each) {
    if (one.verdict == Verdict::delivered) continue;
    add_address(one.original_recipient, recipients);
    add_address(one.final_recipient, recipients);
  }
  add_addresses(parts.top.header("x-failed-recipients"), recipients);
  if (recipients.empty()) add_addresses(parts.words, recipients);
  return recipients;
}

using Reports = std::vector<BounceReport>;

bool is_report(const BounceReport& report) {
  return gravity(report.verdict) > 0;
}

Reports read_reports(std::string_view mail, int forwards);

/// The reports within this mail, which somebody or a mail system sent on.
Reports read_forwarded(const Parts& parts, int forwards) {
  Reports reports;
  if (forwards == kDeepestForward) return reports;
  for (const std::string& attached : parts.attached) {
    for (BounceReport& report : read_reports(attached, forwards + 1)) {
      if (is_report(report)) reports.push_back(std::move(report));
    }
  }
  return reports;
}

Reports with_evidence(BounceReport report, const Parts& parts) {
  report.recipients = recipients_of(parts, report.each);
  report.marks = parts.marks;
  report.sent_to = parts.sent_to;
  return {std::move(report)};
}

Reports only(Verdict verdict) {
  BounceReport report;
  report.verdict = verdict;
  return {std::move(report)};
}

/// Never empty.
Reports read_report(const Parts& parts, int forwards) {
  if (parts.complains) return only(Verdict::complaint);
  if (parts.confirms_reading) return only(Verdict::automatic);
  const std::string around = parts.words.substr(0, kMostAround);
  if (auto report = judge_recipients(parts.recipients, around)) {
    return with_evidence(std::move(*report), parts);
  }
  if (Reports forwarded = read_forwarded(parts, forwards); !forwarded.empty()) return forwarded;
  const bool answers_by_itself = is_automatic_answer(parts.top);
  if (!is_signed_by_a_mail_system(parts.top) && !parts.tells_delivery && answers_by_itself) {
    return only(Verdict::automatic);
  }
  if (!is_from_a_mail_system(parts.top) && !parts.tells_delivery) return only(Verdict::no_report);
  auto recipients = read_delivery_status(parts.words);
  std::erase_if(recipients, [](const auto& one) { return one.action == Action::other; });
  auto report = judge_recipients(recipients, around);
  return with_evidence(report ? std::move(*report) : judge_words(parts), parts);
}

/// Of the mail and of those that stand behind it. Never empty.
Reports read_reports(std::string_view mail, int forwards) {
  Parts parts = take_apart(mail);
  Reports reports = read_report(parts, forwards);
  while (!trimmed(parts.behind).empty()) {
    parts = take_apart(trimmed(parts.behind));
    for (BounceReport& report : read_report(parts, forwards)) {
      if (is_report(report)) reports.push_back(std::move(report));
    }
  }
  return reports;
}

}  // namespace

bool is_graver(const BounceJudgement& one, const BounceJudgement& other) {
  return std::pair(gravity(one.verdict), one.address_is_bad) >
         std::pair(gravity(other.verdict), other.address_is_bad);
}

std::vector<BounceReport> read_bounce_reports(std::string_view mail) {
  return read_reports(mail, 0);
}

}  // namespace saihakko

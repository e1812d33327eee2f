#include "core/mail/bounce_report.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/mail/mime_part.hpp"

namespace saihakko {
namespace {

using Verdict = BounceReport::Verdict;

constexpr std::size_t kMostMessageIds = 16;
constexpr std::size_t kLongestMessageId = 250;
constexpr std::size_t kLongestDiagnosis = 200;

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// One line that a terminal can show.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (space && (line.empty() || line.back() == ' ')) continue;
    line += space ? ' ' : c > ' ' && c <= '~' ? c : '?';
    if (line.size() == kLongestDiagnosis) break;
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

/// `<left@right>` that begins at the start of the text, if one does.
std::optional<std::string> message_id_at(std::string_view text) {
  if (!text.starts_with('<')) return std::nullopt;
  const std::size_t end = text.substr(0, kLongestMessageId).find_first_of("> \t\r\n", 1);
  if (end == std::string_view::npos || text[end] != '>') return std::nullopt;
  const std::string_view id = text.substr(0, end + 1);
  if (id.find('@') == std::string_view::npos) return std::nullopt;
  return std::string(id);
}

/// The Message-IDs that stand in header lines of the text: those of a returned mail.
void add_message_ids(std::string_view text, std::vector<std::string>& ids) {
  constexpr std::string_view kName = "message-id:";
  const std::string folded = lower_case(text);
  std::size_t at = 0;
  while (ids.size() < kMostMessageIds && (at = folded.find(kName, at)) != std::string::npos) {
    const std::size_t value = folded.find_first_not_of(" \t\r\n", at + kName.size());
    at += kName.size();
    if (value == std::string::npos) return;
    auto id = message_id_at(text.substr(value));
    if (id && std::ranges::find(ids, *id) == ids.end()) ids.push_back(std::move(*id));
  }
}

/// The value of a field of message/delivery-status (RFC 3464); empty when it is not there.
std::string field_of(std::string_view text, std::string_view name) {
  const std::string folded = "\n" + lower_case(text);
  const std::size_t at = folded.find("\n" + std::string(name) + ":");
  if (at == std::string::npos) return {};
  std::string_view value = text.substr(at + name.size() + 1);  // the added LF stands for one place
  std::size_t end = value.find('\n');
  while (end != std::string_view::npos && end + 1 < value.size() &&
         (value[end + 1] == ' ' || value[end + 1] == '\t')) {
    end = value.find('\n', end + 1);
  }
  return one_line(value.substr(0, end));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `5.1.1` (RFC 3463) that begins at the place.
std::string status_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  for (int dots = 0; dots < 2; ++dots) {
    if (end >= text.size() || text[end] != '.') return {};
    const std::size_t digits = end + 1;
    for (end = digits; end < text.size() && end < digits + 3 && is_digit(text[end]);)
      ++end;
    if (end == digits) return {};
  }
  return std::string(text.substr(at, end - at));
}

/// The first status code of class 4 or 5 in a text: RFC 3463's, else what an SMTP reply of that
/// class says (`550`).
std::string status_in(std::string_view text) {
  std::string by_reply;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (text[i] == '4' || text[i] == '5') &&
                        (i == 0 || (!is_digit(text[i - 1]) && text[i - 1] != '.'));
    if (!starts) continue;
    if (auto status = status_at(text, i); !status.empty()) return status;
    const bool reply = i + 2 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '7' &&
                       is_digit(text[i + 2]) &&
                       (i + 3 == text.size() || text[i + 3] == ' ' || text[i + 3] == '-') &&
                       (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\n');
    if (reply && by_reply.empty()) by_reply = text[i] == '5' ? "5.0.0" : "4.0.0";
  }
  return by_reply;
}

Verdict verdict_of_action(std::string_view action, std::string_view status) {
  if (action == "failed") return status.starts_with('4') ? Verdict::soft : Verdict::hard;
  if (action == "delayed") return Verdict::soft;
  return Verdict::arrived;
}

/// The gravest of the recipients: our mails have one.
void judge_delivery_status(std::string_view content, BounceReport& report) {
  const std::string action = lower_case(field_of(content, "action"));
  if (action.empty()) return;
  std::string status = status_in(field_of(content, "status"));
  report.verdict = verdict_of_action(action, status);
  if (report.verdict == Verdict::arrived) return;
  if (status.empty()) status = report.verdict == Verdict::hard ? "5.0.0" : "4.0.0";
  report.status = std::move(status);
  report.diagnosis = field_of(content, "diagnostic-code");
}

/// What a report in plain text says. The sentences are those of qmail, Exim, and of au's and other
/// carriers' gateways; a phrase decides only in a mail that a mail system sent.
struct Phrase {
  std::string_view text;
  Verdict verdict;
  std::string_view status;
};
constexpr std::array kPhrases{
    Phrase{"this is a permanent error", Verdict::hard, "5.0.0"},
    Phrase{"i've given up", Verdict::hard, "5.0.0"},
    Phrase{"the user(s) account is disabled", Verdict::hard, "5.2.1"},
    Phrase{"the user(s) account is temporarily limited", Verdict::soft, "4.2.1"},
    Phrase{"the user(s) account is temporarily over quota", Verdict::soft, "4.2.2"},
    Phrase{"as their mailbox is full", Verdict::soft, "4.2.2"},
    Phrase{"was rejected by a remote mail server", Verdict::hard, "5.0.0"},
    Phrase{"the following recipients did not receive this message", Verdict::hard, "5.0.0"},
    Phrase{"as the remote domain doesnt exist", Verdict::hard, "5.1.2"},
    Phrase{"due to the following smtp relay error", Verdict::hard, "5.0.0"},
    Phrase{"has not yet been delivered", Verdict::soft, "4.0.0"},
    Phrase{"will be attempted again", Verdict::soft, "4.0.0"},
    Phrase{"delay reason", Verdict::soft, "4.0.0"},
    Phrase{"user unknown", Verdict::hard, "5.1.1"},
    Phrase{"unknown user", Verdict::hard, "5.1.1"},
    Phrase{"invalid recipient", Verdict::hard, "5.1.1"},
    Phrase{"could not be delivered", Verdict::hard, "5.0.0"},
    Phrase{"undeliverable", Verdict::hard, "5.0.0"},
    Phrase{"wasn't able to deliver your message", Verdict::hard, "5.0.0"},
};

/// Whether a mail system wrote it, by its sender (RFC 5321 section 4.5.5 and what carriers use).
bool from_a_mail_system(const MimePart& top) {
  if (top.header("return-path") == "<>") return true;
  const std::string from = lower_case(top.header("from"));
  constexpr std::array<std::string_view, 4> kSenders{"mailer-daemon", "mail-daemon", "postmaster@",
                                                     "no-reply@app.auone-net.jp"};
  return std::ranges::any_of(kSenders, [&](auto sender) { return from.find(sender) != from.npos; });
}

/// A report that is one text, up to where the returned mail begins.
std::string_view words_of(std::string_view text) {
  constexpr std::array<std::string_view, 6> kBorders{
      "--- below this line is a copy of the message",
      "------ this is a copy of ",
      "content-type: message/rfc822",
      "--------------------------------------------------",
      "----- original message",
      "\nreceived: "};
  const std::string folded = lower_case(text);
  std::size_t end = text.size();
  for (const std::string_view border : kBorders)
    end = std::min(end, folded.find(border));
  return text.substr(0, end);
}

void judge_words(std::string_view text, BounceReport& report) {
  const std::string folded = lower_case(text);
  const auto phrase = std::ranges::find_if(
      kPhrases, [&](const Phrase& known) { return folded.find(known.text) != folded.npos; });
  if (phrase == kPhrases.end()) return;
  std::string status = status_in(text);
  report.verdict = phrase->verdict;
  if (!status.empty()) report.verdict = status.starts_with('5') ? Verdict::hard : Verdict::soft;
  report.status = status.empty() ? std::string(phrase->status) : std::move(status);
  report.diagnosis = one_line(text.substr(folded.find(phrase->text)));
}

bool is_automatic_answer(const MimePart& top) {
  return lower_case(top.header("auto-submitted")).starts_with("auto-replied") ||
         !top.header("x-autoreply").empty() || !top.header("x-autorespond").empty() ||
         lower_case(top.header("precedence")) == "auto_reply";
}

bool is_returned_mail(const MimePart& part) {
  return part.type == "message/rfc822" || part.type == "text/rfc822-headers" ||
         part.type == "message/global" || part.type == "message/global-headers";
}

}  // namespace

BounceReport read_bounce_report(std::string_view mail) {
  const MimeMessage message = read_mime(mail);
  BounceReport report;
  for (const MimePart& part : message.parts) {
    const bool status =
        part.type == "message/delivery-status" || part.type == "message/global-delivery-status";
    if (status && report.verdict != Verdict::hard) judge_delivery_status(part.content, report);
    if (is_returned_mail(part)) add_message_ids(part.content, report.message_ids);
  }
  const bool judged = report.verdict != Verdict::not_a_bounce;
  if (!judged && !from_a_mail_system(message.top)) {
    if (is_automatic_answer(message.top)) report.verdict = Verdict::automatic;
    return report;
  }
  for (const MimePart& part : message.parts) {
    if (part.type != "text/plain") continue;
    if (report.verdict == Verdict::not_a_bounce) judge_words(words_of(part.content), report);
    add_message_ids(part.content, report.message_ids);
  }
  return report;
}

}  // namespace saihakko

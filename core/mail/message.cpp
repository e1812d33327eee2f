#include "core/mail/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "core/domain/utf8.hpp"
#include "core/mail/base64.hpp"
#include "core/mail/header_text.hpp"
#include "core/mail/returned_mail.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kBodyColumns = 76;  // RFC 2045 section 6.8

std::string date_header(std::int64_t date_ms) {
  using namespace std::chrono;
  constexpr std::int64_t kYear10000Ms = 253402300800000;
  if (date_ms < 0 || date_ms >= kYear10000Ms) throw MailError("Date: 日時が範囲を超えています");
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto japan = sys_time<milliseconds>(milliseconds(date_ms)) + hours(9);
  const auto day = floor<days>(japan);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(japan - day));
  return fmt::format("Date: {}, {:02} {} {:04} {:02}:{:02}:{:02} +0900\r\n",
                     kDays.at(weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
                     kMonths.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

/// The second header says the same for reports about a mail whose Message-ID a relay has replaced.
std::string message_id_headers(std::string_view id) {
  constexpr std::size_t kMaxMessageId = 250;
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
  const std::string_view inner = id.size() > 2 ? id.substr(1, id.size() - 2) : std::string_view();
  const std::size_t at = inner.find('@');
  if (!plain || id.size() > kMaxMessageId || !id.starts_with('<') || !id.ends_with('>') ||
      at == std::string_view::npos || at == 0 || at + 1 == inner.size() ||
      inner.find_first_of("<>@", at + 1) != std::string_view::npos ||
      inner.substr(0, at).find_first_of("<>") != std::string_view::npos) {
    throw MailError("Message-ID: <左@右> の形ではありません");
  }
  return fmt::format("Message-ID: {0}\r\n{1}: {0}\r\n", id, kNoticeMarkHeader);
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] == '\r' || text[i] == '\n') {
      out += "\r\n";
    } else {
      out += text[i];
    }
    if (pair) ++i;
  }
  return out;
}

std::string encoded_body(std::string_view body) {
  if (body.find('\0') != std::string_view::npos || !decode_utf8(body)) {
    throw MailError("本文に NUL か、UTF-8でない文字があります");
  }
  const std::string encoded = base64(with_crlf(body));
  std::string lines;
  for (std::size_t i = 0; i < encoded.size(); i += kBodyColumns) {
    lines.append(encoded, i, kBodyColumns).append("\r\n");
  }
  return lines;
}

}  // namespace

std::string compose(const MailMessage& message) {
  std::string mail = date_header(message.date_ms);
  mail += mailbox_header("From", message.from_name.value_or(""), message.from_address);
  if (message.reply_to) mail += mailbox_header("Reply-To", {}, *message.reply_to);
  mail += mailbox_header("To", {}, message.to_address);
  if (message.original_to) {
    mail += mailbox_header("X-Saihakko-Original-To", {}, *message.original_to);
  }
  mail += unstructured_header("Subject", message.subject);
  mail += message_id_headers(message.message_id);
  mail +=
      "Auto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=UTF-8\r\n"
      "Content-Transfer-Encoding: base64\r\n"
      "\r\n";
  return mail += encoded_body(message.body);
}

}  // namespace saihakko

// The short texts that people type and portals send: mail addresses, numbers, times.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/domain/calendar.hpp"
#include "core/domain/era.hpp"
#include "core/domain/mail_address.hpp"
#include "core/domain/office.hpp"
#include "core/domain/office_number.hpp"
#include "core/domain/serial_number.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko::fuzz {
namespace {

void check_mail_address(std::string_view text) {
  const auto parsed = MailAddress::parse(text);
  const auto* address = std::get_if<MailAddress>(&parsed);
  if (address == nullptr) {
    check(!describe(std::get<MailAddressFault>(parsed)).empty(), "a refusal has a sentence");
    return;
  }
  const std::string& written = address->text();
  for (const char c : written) {
    check(c > ' ' && c < 0x7F && std::string_view("<>,;:\"\\()[]").find(c) == std::string::npos,
          "an address cannot end a command or header");
  }
  check(written.size() <= 254 && address->domain().find('.') != std::string_view::npos,
        "an address has RFC 5321's lengths and a domain");
  const auto again = MailAddress::parse(written);
  check(std::holds_alternative<MailAddress>(again), "a printed address is taken");
  check(std::get<MailAddress>(again).text() == written && address->same_mailbox(*address),
        "a printed address is the same");
}

void check_office_number(std::string_view text) {
  const auto number = OfficeNumber::parse(text);
  if (!number) return;
  check(number->text().size() == 10 && is_prefecture_code(number->prefecture()),
        "an office number begins with its prefecture");
  check(OfficeNumber::parse(number->text()) == number, "a printed office number is the same");
  (void)number->check_digit_fits();
}

void check_serial_number(char letter, std::string_view text) {
  const auto number = parse_serial_number(letter, text);
  if (!number) return;
  check(parse_serial_number(letter, *number) == number, "a printed serial number is the same");
  const std::int64_t serial = std::stoll(number->substr(1, 8));
  if (serial > 0) check(serial_number(letter, serial) == *number, "its check digit is ours");
  for (std::size_t i = 1; i < number->size(); ++i) {
    std::string wrong = *number;
    wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
    check(!parse_serial_number(letter, wrong), "every wrong digit is noticed");
  }
}

void check_time(std::optional<Instant> instant) {
  if (!instant) return;
  check(parse_rfc3339(rfc3339(*instant)) == instant, "a printed time is the same");
  check(!era_date(japan_date(*instant), {{{2019, 5, 1}, "令和"}}).empty() &&
            !japan_minute(*instant).empty(),
        "every time has a day in Japan");
}

void check_postcode(std::string_view text) {
  const auto code = parse_postcode(text);
  if (!code) return;
  check(code->empty() || code->size() == 7, "a postcode is seven digits");
  check(parse_postcode(postcode_text(*code)) == code, "a printed postcode is the same");
}

void check_text(std::string_view text) {
  const std::string folded = fold_width(text);
  check(fold_width(folded) == folded, "folding twice is folding once");
  std::string joined;
  for (const std::string_view piece : split_utf8(text, 4)) {
    check(!piece.empty() && piece.size() <= 4, "pieces keep their limit");
    joined += piece;
  }
  check(joined == text, "pieces are the whole");
  if (const auto decoded = decode_utf8(text)) {
    check(encode_utf8(*decoded) == text, "encoding undoes decoding");
  }
}

void examine(std::string_view text) {
  check_mail_address(text);
  check_office_number(text);
  check_serial_number(kReceiptLetter, text);
  check_serial_number(kNoticeLetter, text);
  check_time(parse_rfc3339(text));
  check_time(parse_excel_time(text));
  check_postcode(text);
  check_text(text);
}

}  // namespace
}  // namespace saihakko::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  saihakko::fuzz::examine({reinterpret_cast<const char*>(data), size});
  return 0;
}

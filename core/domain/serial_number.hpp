#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// Numbers that people read over the phone and scanners read from paper: a letter that tells what
/// is numbered, eight digits, and one check digit (ISO/IEC 7064 MOD 11,10: every wrong digit and
/// nearly every exchange of neighbours is noticed).
constexpr char kReceiptLetter = 'R';  ///< 受付番号
constexpr char kNoticeLetter = 'N';   ///< 通知書番号

constexpr std::int64_t kLastSerial = 99'999'999;

/// `R000000011` for ('R', 1). Throws std::out_of_range for a serial outside 1–kLastSerial.
std::string serial_number(char letter, std::int64_t serial);

/// The serial inside a number as serial_number() writes it: 1 of `R000000011`.
std::int64_t serial_in(std::string_view number);

/// The number in its written form when `text` is one of that letter with a right check digit;
/// full-width and lower-case input is folded, spaces and hyphens inside are passed over.
std::optional<std::string> parse_serial_number(char letter, std::string_view text);

}  // namespace saihakko

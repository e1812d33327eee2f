#include "core/domain/customer_barcode.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kPostcodeDigits = 7;
constexpr std::size_t kCodes = 20;
constexpr int kHyphen = 10;
constexpr int kFirstControl = 11;            // CC1
constexpr int kPadding = kFirstControl + 3;  // CC4
constexpr int kModulus = 19;

constexpr std::u32string_view kDashes = U"-‐‑‒–—―−－ー─━₋⁻ｰ";
constexpr std::u32string_view kDropped = U"&/・.･";
constexpr std::u32string_view kKanjiDigits = U"〇一二三四五六七八九";

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
bool is_letter(char32_t c) {
  return c >= U'A' && c <= U'Z';
}

void append_decimal(std::u32string& out, unsigned value) {
  for (const char c : std::to_string(value))
    out.push_back(static_cast<char32_t>(c));
}

void append_roman(std::u32string& out, unsigned value) {
  constexpr std::array<std::u32string_view, 12> kRoman = {
      U"I", U"II", U"III", U"IV", U"V", U"VI", U"VII", U"VIII", U"IX", U"X", U"XI", U"XII"};
  out.append(kRoman[value - 1]);
}

/// One character in plain capitals, as far as it can matter for an address number.
void append_plain(std::u32string& out, char32_t c) {
  if (kDashes.find(c) != std::u32string_view::npos) {
    out.push_back(U'-');
    return;
  }
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c >= U'a' && c <= U'z') c -= 0x20;
  if (kDropped.find(c) != std::u32string_view::npos) return;
  if (c >= 0x2460 && c <= 0x2473) return append_decimal(out, c - 0x2460 + 1);
  if (c >= 0x2160 && c <= 0x216B) return append_roman(out, c - 0x2160 + 1);
  if (c >= 0x2170 && c <= 0x217B) return append_roman(out, c - 0x2170 + 1);
  out.push_back(c);
}

bool is_numeral(char32_t c) {
  return c == U'十' || c == U'百' || kKanjiDigits.find(c) != std::u32string_view::npos;
}

/// 二十一 → 21, 百五 → 105, and also 一二 → 12, as old addresses write.
unsigned numeral_value(std::u32string_view numeral) {
  unsigned total = 0;
  unsigned pending = 0;
  for (const char32_t c : numeral) {
    if (c == U'十' || c == U'百') {
      total += std::max(pending, 1U) * (c == U'十' ? 10U : 100U);
      pending = 0;
    } else {
      pending = pending * 10 + static_cast<unsigned>(kKanjiDigits.find(c));
    }
  }
  return total + pending;
}

bool counts_numeral(std::u32string_view rest) {
  constexpr std::array<std::u32string_view, 7> kCounters = {U"丁", U"番", U"号", U"地割",
                                                            U"線", U"の", U"ノ"};
  return std::any_of(kCounters.begin(), kCounters.end(),
                     [rest](std::u32string_view counter) { return rest.starts_with(counter); });
}

std::u32string with_numerals_as_digits(std::u32string_view text) {
  constexpr std::size_t kLongestNumeral = 7;
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_numeral(text[end]))
      ++end;
    if (end == i) {
      out.push_back(text[i++]);
      continue;
    }
    if (end - i <= kLongestNumeral && counts_numeral(text.substr(end))) {
      append_decimal(out, numeral_value(text.substr(i, end - i)));
    } else {
      out.append(text.substr(i, end - i));
    }
    i = end;
  }
  return out;
}

/// Digits, single letters that name no floor, and hyphens for everything else.
std::string skeleton(std::u32string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_letter(text[end]))
      ++end;
    const bool floor = text[i] == U'F' && i > 0 && is_digit(text[i - 1]);
    if ((end - i == 1 && !floor) || is_digit(text[i])) {
      out.push_back(static_cast<char>(text[i]));
    } else {
      out.push_back('-');
    }
    i = std::max(end, i + 1);
  }
  return out;
}

/// No two hyphens in a row, none at either end, none beside a letter.
std::string tidy(std::string_view text) {
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string out;
  for (const char c : text) {
    if (c == '-' && (out.empty() || out.back() == '-' || letter(out.back()))) continue;
    if (letter(c) && !out.empty() && out.back() == '-') out.pop_back();
    out.push_back(c);
  }
  if (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::string postcode_digits(std::string_view postcode) {
  std::string digits(postcode);
  if (digits.size() == kPostcodeDigits + 1 && digits[3] == '-') digits.erase(3, 1);
  const bool good =
      digits.size() == kPostcodeDigits &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return good ? digits : std::string();
}

void append_codes(std::vector<int>& codes, char c) {
  if (c == '-') {
    codes.push_back(kHyphen);
  } else if (c >= '0' && c <= '9') {
    codes.push_back(c - '0');
  } else {
    codes.push_back(kFirstControl + (c - 'A') / 10);
    codes.push_back((c - 'A') % 10);
  }
}

}  // namespace

std::string address_number(std::string_view address) {
  const auto decoded = decode_utf8(address);
  if (!decoded) return {};
  std::u32string plain;
  for (const char32_t c : *decoded)
    append_plain(plain, c);
  return tidy(skeleton(with_numerals_as_digits(plain)));
}

std::optional<CustomerBarcode> customer_barcode(std::string_view postcode,
                                                std::string_view address) {
  const std::string digits = postcode_digits(postcode);
  if (digits.empty()) return std::nullopt;
  std::vector<int> codes;
  for (const char c : digits + address_number(address))
    append_codes(codes, c);
  codes.resize(kCodes, kPadding);
  CustomerBarcode barcode{};
  std::copy(codes.begin(), codes.end(), barcode.codes.begin());
  const int sum = std::accumulate(codes.begin(), codes.end(), 0);
  barcode.check_digit = (kModulus - sum % kModulus) % kModulus;
  return barcode;
}

}  // namespace saihakko

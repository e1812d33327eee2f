#include "core/domain/address_number.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "core/domain/radical.hpp"

namespace saihakko {
namespace {

constexpr std::u32string_view kDashes = U"-‐‑‒–—―−－ー─━₋⁻ｰ";
constexpr std::u32string_view kDropped = U"&/・.･";
constexpr std::u32string_view kKanjiUnits = U"十百千";
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
  if (const char32_t ideograph = ideograph_of_radical(c); ideograph != 0) c = ideograph;
  if (c >= 0x2460 && c <= 0x2473) return append_decimal(out, c - 0x2460 + 1);
  if (c >= 0x2160 && c <= 0x216B) return append_roman(out, c - 0x2160 + 1);
  if (c >= 0x2170 && c <= 0x217B) return append_roman(out, c - 0x2170 + 1);
  out.push_back(c);
}

std::u32string with_numerals_as_digits(std::u32string_view text) {
  constexpr std::size_t kLongestNumeral = 7;
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_kanji_numeral(text[end]))
      ++end;
    if (end == i) {
      out.push_back(text[i++]);
      continue;
    }
    if (end - i <= kLongestNumeral && counts_numeral(text.substr(end))) {
      append_decimal(out, kanji_numeral_value(text.substr(i, end - i)));
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

}  // namespace

bool is_kanji_numeral(char32_t c) {
  return kKanjiUnits.find(c) != std::u32string_view::npos ||
         kKanjiDigits.find(c) != std::u32string_view::npos;
}

bool counts_numeral(std::u32string_view rest) {
  constexpr std::array<std::u32string_view, 7> kCounters = {U"丁", U"番", U"号", U"地割",
                                                            U"線", U"の", U"ノ"};
  return std::any_of(kCounters.begin(), kCounters.end(),
                     [rest](std::u32string_view counter) { return rest.starts_with(counter); });
}

unsigned kanji_numeral_value(std::u32string_view numeral) {
  constexpr std::array<unsigned, 3> kValues = {10, 100, 1000};
  unsigned total = 0;
  unsigned pending = 0;
  for (const char32_t c : numeral) {
    if (const std::size_t unit = kKanjiUnits.find(c); unit != std::u32string_view::npos) {
      total += std::max(pending, 1U) * kValues[unit];
      pending = 0;
    } else {
      pending = pending * 10 + static_cast<unsigned>(kKanjiDigits.find(c));
    }
  }
  return total + pending;
}

std::u32string plain_address(std::u32string_view text) {
  std::u32string plain;
  for (const char32_t c : text)
    append_plain(plain, c);
  return plain;
}

std::string address_number(std::u32string_view plain) {
  std::u32string kept;
  std::copy_if(plain.begin(), plain.end(), std::back_inserter(kept),
               [](char32_t c) { return kDropped.find(c) == std::u32string_view::npos; });
  return tidy(skeleton(with_numerals_as_digits(kept)));
}

}  // namespace saihakko

#include "core/letter/page_content.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

constexpr double kStrokeOfBold = 0.028;  // of the font size; half of it lies outside the outline

void append_escaped(std::string& out, unsigned byte) {
  const auto c = static_cast<char>(byte);
  // A bare CR in a string would be read as LF (ISO 32000-1, 7.3.4.2).
  if (c == '\r') {
    out += "\\r";
    return;
  }
  if (c == '(' || c == ')' || c == '\\') out.push_back('\\');
  out.push_back(c);
}

}  // namespace

UsedCharacters::UsedCharacters(std::size_t faces)
    : common_(faces, std::vector<bool>(0x10000, false)), rare_(faces) {}

std::vector<UsedCharacters::Coded> UsedCharacters::of_face(std::size_t face) const {
  std::vector<Coded> coded;
  for (char32_t c = 0; c < common_[face].size(); ++c) {
    if (common_[face][c]) coded.push_back({static_cast<char16_t>(c), c});
  }
  for (const auto& [character, code] : rare_[face])
    coded.push_back({code, character});
  std::sort(coded.begin(), coded.end(),
            [](const Coded& a, const Coded& b) { return a.code < b.code; });
  return coded;
}

char16_t UsedCharacters::add_rare(std::size_t face, char32_t c) {
  auto& codes = rare_[face];
  if (const auto known = codes.find(c); known != codes.end()) return known->second;
  const std::size_t code = kFirstRareCode + codes.size();
  if (code > kLastRareCode) {
    throw LetterError("一つの PDF に入る珍しい漢字の種類が多すぎます");
  }
  return codes[c] = static_cast<char16_t>(code);
}

PageContent::PageContent(const FontChain& fonts, UsedCharacters& used, double page_height)
    : fonts_(fonts), used_(used), page_height_(page_height) {}

void PageContent::number(double value) {
  const auto hundredths = static_cast<long>(value * 100 + (value < 0 ? -0.5 : 0.5));
  const long whole = std::labs(hundredths) / 100;
  const long fraction = std::labs(hundredths) % 100;
  std::array<char, 24> digits;
  char* end = digits.data();
  if (hundredths < 0) *end++ = '-';
  end = std::to_chars(end, digits.end(), whole).ptr;
  if (fraction != 0) {
    *end++ = '.';
    *end++ = static_cast<char>('0' + fraction / 10);
    if (fraction % 10 != 0) *end++ = static_cast<char>('0' + fraction % 10);
  }
  *end++ = ' ';
  operators_.append(digits.data(), end);
}

void PageContent::number(int value) {
  std::array<char, 12> digits;
  char* end = std::to_chars(digits.begin(), digits.end(), value).ptr;
  *end++ = ' ';
  operators_.append(digits.data(), end);
}

void PageContent::show(std::size_t face, std::u32string_view run) {
  operators_.push_back('(');
  for (const char32_t c : run) {
    const char16_t code = used_.add(face, c);
    append_escaped(operators_, code >> 8U);
    append_escaped(operators_, code & 0xFFU);
  }
  operators_ += ")Tj\n";
}

PageContent::Pen PageContent::pen(char32_t c, Weight weight) const {
  if (weight == Weight::regular) return {fonts_.find(c)->face, false};
  if (const auto bold = fonts_.find_bold(c)) return {bold->face, false};
  return {fonts_.find(c)->face, true};
}

void PageContent::text(std::u32string_view line, double x, double baseline, double size,
                       Weight weight) {
  if (line.empty()) return;
  operators_ += "BT ";
  number(x);
  number(page_height_ - baseline);
  operators_ += "Td ";
  for (std::size_t begin = 0; begin < line.size();) {
    const Pen of_run = pen(line[begin], weight);
    std::size_t end = begin + 1;
    while (end < line.size() && pen(line[end], weight) == of_run)
      ++end;
    if (of_run.stroked) {
      number(size * kStrokeOfBold);
      operators_ += "w 2 Tr ";
    }
    operators_ += "/F";
    number(static_cast<int>(of_run.face));
    number(size);
    operators_ += "Tf ";
    show(of_run.face, line.substr(begin, end - begin));
    if (of_run.stroked) operators_ += "0 Tr ";
    begin = end;
  }
  operators_ += "ET\n";
}

void PageContent::fill(double x, double y, double width, double height) {
  number(x);
  number(page_height_ - y - height);
  number(width);
  number(height);
  operators_ += "re f\n";
}

void PageContent::frame(double x, double y, double width, double height, double line) {
  number(line);
  operators_ += "w ";
  number(x + line / 2);
  number(page_height_ - y - height + line / 2);
  number(width - line);
  number(height - line);
  operators_ += "re S\n";
}

void PageContent::fill_grid(double x, double y, double unit_width, double unit_height,
                            const std::vector<Cell>& cells) {
  operators_ += "q ";
  number(unit_width);
  operators_ += "0 0 ";
  number(-unit_height);
  number(x);
  number(page_height_ - y);
  operators_ += "cm\n";
  for (const Cell& cell : cells) {
    for (const int n : {cell.x, cell.y, cell.width, cell.height})
      number(n);
    operators_ += "re\n";
  }
  operators_ += "f Q\n";
}

}  // namespace saihakko

#include "core/letter/page_content.hpp"

#include <algorithm>
#include <bit>

#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

constexpr double kStrokeOfBold = 0.028;  // of the font size; half of it lies outside the outline

}  // namespace

UsedCharacters::UsedCharacters(std::size_t faces)
    : common_(faces, std::vector<std::uint64_t>(0x10000 / kWordBits)), rare_(faces) {}

std::vector<UsedCharacters::Coded> UsedCharacters::of_face(std::size_t face) const {
  std::vector<Coded> coded;
  for (std::size_t word = 0; word < common_[face].size(); ++word) {
    for (std::uint64_t bits = common_[face][word]; bits != 0; bits &= bits - 1) {
      const auto c = static_cast<char32_t>(word * kWordBits + std::countr_zero(bits));
      coded.push_back({static_cast<char16_t>(c), c});
    }
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

long PageContent::hundredths_of(double value) {
  return static_cast<long>(value * 100 + (value < 0 ? -0.5 : 0.5));
}

void PageContent::show(std::size_t face, std::u32string_view run) {
  operators_ += "(";
  for (const char32_t c : run)
    operators_.character(used_.add(face, c));
  operators_ += ")Tj ";
}

void PageContent::clear() {
  operators_.clear();
  state_ = State();
}

void PageContent::begin_guides() {
  operators_ += "q 0 .4 .8 rg 0 .4 .8 RG [4 3] 0 d\n";
}

void PageContent::end_guides() {
  operators_ += "Q\n";
  state_ = State();
}

void PageContent::select_font(std::size_t face, double size) {
  const long wanted = hundredths_of(size);
  if (state_.face == face && state_.size == wanted) return;
  operators_ += "/F";
  operators_.hundredths(100 * static_cast<long>(face));
  operators_.hundredths(wanted);
  operators_ += "Tf ";
  state_.face = face;
  state_.size = wanted;
}

void PageContent::select_line_width(double width) {
  const long wanted = hundredths_of(width);
  if (state_.line_width == wanted) return;
  operators_.hundredths(wanted);
  operators_ += "w ";
  state_.line_width = wanted;
}

PageContent::Pen PageContent::pen(char32_t c, Weight weight) const {
  if (weight == Weight::regular) return {fonts_.face_of(c), false};
  if (const auto bold = fonts_.find_bold(c)) return {bold->face, false};
  return {fonts_.face_of(c), true};
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
      select_line_width(size * kStrokeOfBold);
      operators_ += "2 Tr ";
    }
    select_font(of_run.face, size);
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
  select_line_width(line);
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
    operators_.numbers(cell.x, cell.y, cell.width, cell.height);
    operators_ += "re\n";
  }
  operators_ += "f Q\n";
}

}  // namespace saihakko

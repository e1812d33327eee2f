#include "core/letter/text_fit.hpp"

#include <algorithm>
#include <utility>

namespace saihakko {
namespace {

constexpr double kSizeStep = 0.5;
constexpr double kRounding = 1e-6;
constexpr std::size_t kLeastOnLastLine = 4;
constexpr std::u32string_view kNeverFirst =
    U"、。，．,.」』）)】〕》〉］]｝}！？!?：；:;・･ーｰ－-‐−―〜～々ゝゞヽヾ％%‰℃"
    U"ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ";
constexpr std::u32string_view kNeverLast = U"「『（(【〔《〈［[｛{〒#＃";
constexpr std::u32string_view kJoinsDigits = U"-－‐−―.,．，";

bool contains(std::u32string_view set, char32_t c) {
  return set.find(c) != std::u32string_view::npos;
}

bool is_space(char32_t c) {
  return c == U' ' || c == U'\u3000';
}

bool is_digit(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'０' && c <= U'９');
}

bool is_word(char32_t c) {
  const auto letter = [](char32_t x) {
    return (x >= U'A' && x <= U'Z') || (x >= U'a' && x <= U'z');
  };
  return is_digit(c) || letter(c) || (c >= 0xFF21 && letter(c - 0xFEE0));
}

/// May a line end before `text[i]`?
bool may_break(std::u32string_view text, std::size_t i) {
  const char32_t before = text[i - 1];
  const char32_t after = text[i];
  if (contains(kNeverFirst, after) || contains(kNeverLast, before)) return false;
  if (is_word(before) && is_word(after)) return false;
  return !(contains(kJoinsDigits, before) && is_digit(after));
}

enum class Breaks { at_spaces, anywhere };

/// The last break after a space in (first, last]; 0 when there is none.
std::size_t space_break(std::u32string_view text, std::size_t first, std::size_t last) {
  for (std::size_t i = last; i > first; --i) {
    if (is_space(text[i - 1]) && !is_space(text[i])) return i;
  }
  return 0;
}

/// Where the line that starts at `begin` ends, when `full` is the first character too many: at
/// the best place that leaves a few characters for the last line. 0: no space to break at.
std::size_t break_position(std::u32string_view text, std::size_t begin, std::size_t full,
                           Breaks breaks) {
  const std::size_t length = full - begin;
  const std::size_t last = std::min(full, text.size() - std::min(kLeastOnLastLine, text.size()));
  if (breaks == Breaks::at_spaces) return space_break(text, begin, last);
  if (const auto i = space_break(text, begin + length * 2 / 3, last); i != 0) return i;
  for (std::size_t i = last; i > begin + length / 2; --i) {
    if (may_break(text, i)) return i;
  }
  return full;
}

std::size_t without_trailing_spaces(std::u32string_view text) {
  std::size_t end = text.size();
  while (end > 0 && is_space(text[end - 1]))
    --end;
  return end;
}

class Wrapper {
 public:
  Wrapper(const FontChain& fonts, const FitRules& rules, double size, Breaks breaks)
      : fonts_(fonts), rules_(rules), breaks_(breaks) {
    result_.size = size;
  }

  /// False when a line would have to break where it may not.
  bool add_paragraph(std::u32string_view text) {
    if (!result_.lines.empty()) top_ += rules_.gap;
    std::size_t begin = 0;
    do {
      const double indent = begin == 0 ? 0 : rules_.hanging * result_.size;
      const std::size_t end = line_end(text, begin, rules_.width - indent);
      if (end <= begin && !text.empty()) return false;
      add_line(text.substr(begin, end - begin), indent);
      begin = end;
    } while (begin < text.size());
    return true;
  }

  FittedText take() { return std::move(result_); }

 private:
  std::size_t line_end(std::u32string_view text, std::size_t begin, double width) const {
    double used = 0;
    std::size_t end = begin;
    while (end < text.size()) {
      used += fonts_.width_of(text[end]) * result_.size / 1000.0;
      // Spaces at the end of a line hang over its edge: nothing of them is seen.
      if (used > width + kRounding && !is_space(text[end])) break;
      ++end;
    }
    if (end == text.size()) return end;
    return break_position(text, begin, std::max(end, begin + 1), breaks_);
  }

  void add_line(std::u32string_view text, double indent) {
    const auto printed = text.substr(0, without_trailing_spaces(text));
    const double width = text_width(fonts_, printed) * result_.size;
    result_.lines.push_back({std::u32string(text), indent, top_, width});
    result_.height = top_ + result_.size;
    top_ += result_.size * rules_.line_height;
  }

  const FontChain& fonts_;
  const FitRules& rules_;
  Breaks breaks_;
  FittedText result_;
  double top_ = 0;
};

std::vector<double> printed_widths(const FontChain& fonts,
                                   const std::vector<std::u32string>& paragraphs) {
  std::vector<double> widths;
  widths.reserve(paragraphs.size());
  for (const std::u32string_view text : paragraphs)
    widths.push_back(text_width(fonts, text.substr(0, without_trailing_spaces(text))));
  return widths;
}

/// Every paragraph on a line of its own at the wanted size; `widths` are those at size 1.
FittedText unbroken(std::vector<std::u32string> paragraphs, const std::vector<double>& widths,
                    const FitRules& rules) {
  FittedText text;
  text.size = rules.size;
  text.lines.reserve(paragraphs.size());
  double top = 0;
  for (std::size_t i = 0; i < paragraphs.size(); ++i) {
    if (i > 0) top += rules.gap;
    text.lines.push_back({std::move(paragraphs[i]), 0, top, widths[i] * rules.size});
    text.height = top + rules.size;
    top += rules.size * rules.line_height;
  }
  return text;
}

/// Whether so many lines, none of which is too wide, fit at the wanted size.
bool unbroken_fits(std::size_t lines, const FitRules& rules) {
  const auto steps = static_cast<double>(lines) - 1;
  const double height = steps * (rules.gap + rules.size * rules.line_height) + rules.size;
  return lines == 0 || (lines <= rules.max_lines && height <= rules.height + kRounding);
}

bool fits(const FittedText& text, const FitRules& rules) {
  const bool wide_enough = std::all_of(
      text.lines.begin(), text.lines.end(),
      [&rules](const FittedLine& line) { return line.x + line.width <= rules.width + kRounding; });
  return wide_enough && text.height <= rules.height + kRounding &&
         text.lines.size() <= rules.max_lines;
}

}  // namespace

double text_width(const FontChain& fonts, std::u32string_view text) {
  unsigned width = 0;
  for (const char32_t c : text)
    width += fonts.width_of(c);
  return width / 1000.0;
}

std::optional<FittedText> fit_text(const FontChain& fonts, std::vector<std::u32string> paragraphs,
                                   const FitRules& rules) {
  const auto attempt = [&](double size, Breaks breaks) -> std::optional<FittedText> {
    Wrapper wrapper(fonts, rules, size, breaks);
    for (const auto& paragraph : paragraphs) {
      if (!wrapper.add_paragraph(paragraph)) return std::nullopt;
    }
    FittedText text = wrapper.take();
    if (!fits(text, rules)) return std::nullopt;
    return text;
  };
  const std::vector<double> widths = printed_widths(fonts, paragraphs);
  const double widest = widths.empty() ? 0 : *std::max_element(widths.begin(), widths.end());
  // What nearly every text needs: no line breaks at the wanted size.
  if (widest * rules.size <= rules.width && unbroken_fits(paragraphs.size(), rules))
    return unbroken(std::move(paragraphs), widths, rules);
  std::optional<FittedText> at_spaces;
  for (double size = rules.size; size >= rules.shrink_to - kRounding; size -= kSizeStep) {
    // Once lines broken at spaces have fitted, only whole paragraphs are better.
    if (at_spaces && widest * size > rules.width + kRounding) continue;
    auto text = attempt(size, Breaks::at_spaces);
    if (text && text->lines.size() == paragraphs.size()) return text;
    if (text && !at_spaces) at_spaces = std::move(text);
  }
  if (at_spaces) return at_spaces;
  for (double size = rules.size; size >= rules.min_size - kRounding; size -= kSizeStep) {
    if (auto text = attempt(size, Breaks::anywhere)) return text;
  }
  return std::nullopt;
}

}  // namespace saihakko

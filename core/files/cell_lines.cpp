#include "core/files/cell_lines.hpp"

#include <utility>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr std::u32string_view kNeverFirst =
    U"、。，．・：；？！）」』】〕］｝〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ";

bool is_half_width(char32_t c) {
  return c < 0x80 || (c >= 0xFF61 && c <= 0xFF9F);
}

bool in_word(char32_t c) {
  return c > ' ' && c < 0x7F && c != '-';
}

std::size_t width_of(std::u32string_view text) {
  std::size_t width = 0;
  for (const char32_t c : text)
    width += is_half_width(c) ? 1 : 2;
  return width;
}

/// How many characters from the first stay together.
std::size_t unbroken(std::u32string_view text) {
  std::size_t length = 1;
  while (length < text.size() && ((in_word(text[length - 1]) && in_word(text[length])) ||
                                  kNeverFirst.find(text[length]) != std::u32string_view::npos)) {
    ++length;
  }
  return length;
}

class Lines {
 public:
  explicit Lines(std::size_t width) : width_(width) {}

  void add(std::u32string_view piece) {
    if (width_of(piece) > width_ && piece.size() > 1) {
      for (std::size_t at = 0; at < piece.size(); ++at)
        add(piece.substr(at, 1));
      return;
    }
    if (!line_.empty() && width_of(line_) + width_of(piece) > width_) end();
    line_ += piece;
  }

  void end() { lines_.push_back(encode_utf8(std::exchange(line_, {}))); }

  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::size_t width_;
  std::u32string line_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> cell_lines(std::string_view text, std::size_t width) {
  const auto decoded = decode_utf8(text);
  const std::u32string whole = decoded ? *decoded : std::u32string(text.size(), U'?');
  Lines lines(width);
  std::u32string_view rest = whole;
  while (!rest.empty()) {
    if (rest.front() == '\n') {
      lines.end();
      rest.remove_prefix(1);
      continue;
    }
    const std::size_t length = unbroken(rest);
    lines.add(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  lines.end();
  return lines.take();
}

}  // namespace saihakko

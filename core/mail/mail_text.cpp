#include "core/mail/mail_text.hpp"

#include <algorithm>

#include "core/domain/utf8.hpp"

namespace saihakko {

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t from = text.find_first_not_of(kSpace);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string one_line(std::string_view text, std::size_t longest) {
  std::string line;
  for (const char c : text.substr(0, 4 * longest)) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (space && (line.empty() || line.back() == ' ')) continue;
    line += space ? ' ' : c;
  }
  const std::string shown = without_control_characters(line);
  const auto pieces = split_utf8(shown, longest);
  return pieces.empty() ? std::string() : std::string(trimmed(pieces.front()));
}

}  // namespace saihakko

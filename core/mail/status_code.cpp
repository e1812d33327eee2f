#include "core/mail/status_code.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/mail/mail_text.hpp"

namespace saihakko {
namespace {

using Standing = StatusCode::Standing;

constexpr std::size_t kLongestLine = 512;  // RFC 5321 section 4.5.3.1.5

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The negative replies that RFC 5321 and its extensions name, and those that servers use besides.
bool is_reply_code(std::string_view code) {
  constexpr std::array<std::string_view, 40> kCodes{
      "421", "422", "430", "431", "432", "450", "451", "452", "453", "454",
      "455", "458", "459", "471", "500", "501", "502", "503", "504", "510",
      "511", "512", "513", "515", "521", "523", "525", "530", "534", "535",
      "538", "541", "550", "551", "552", "553", "554", "555", "556", "571"};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

/// `5.1.1` that begins at the place and ends where a number may end.
std::string_view status_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != '2' && text[at] != '4' && text[at] != '5')) return {};
  std::size_t end = at + 1;
  for (int dots = 0; dots < 2; ++dots) {
    if (end >= text.size() || text[end] != '.') return {};
    const std::size_t digits = end + 1;
    for (end = digits; end < text.size() && end < digits + 3 && is_digit(text[end]);)
      ++end;
    if (end == digits) return {};
  }
  if (end < text.size() && is_word(text[end])) return {};
  const bool goes_on = end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1]);
  return goes_on ? std::string_view() : text.substr(at, end - at);
}

/// `Version 4.9.1`, `release 5.2.0`: what a program is, no status.
bool follows_a_version_word(std::string_view text, std::size_t at) {
  const std::string before =
      lower_case(trimmed(text.substr(at > 12 ? at - 12 : 0, std::min<std::size_t>(at, 12))));
  constexpr std::array<std::string_view, 6> kWords{"version", "release", "ver.",
                                                   "exim",    "build",   "mta"};
  return std::ranges::any_of(kWords, [&](auto word) { return before.ends_with(word); });
}

/// Whether a number may begin here.
bool begins(std::string_view text, std::size_t at) {
  return at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != '/');
}

bool is_reply_at(std::string_view text, std::size_t at) {
  constexpr std::size_t kDigits = 3;
  if (at > 0 && text[at - 1] == '-') return false;
  const std::string_view code = text.substr(at, kDigits);
  if (code.size() < kDigits || !is_reply_code(code)) return false;
  if (at + kDigits == text.size()) return true;
  constexpr std::string_view kEnds = " \t\r\n-:])'\"";
  return kEnds.find(text[at + kDigits]) != std::string_view::npos;
}

/// The status behind a reply code: at once, after the code once more (`554 554 5.7.0`), or in
/// brackets at the end of its line, where qmail writes it. Its class is the reply's.
std::string status_after(std::string_view text, std::size_t at) {
  const char of_class = text[at];
  const std::string_view rest = text.substr(at, kLongestLine);
  const std::string_view line = rest.substr(0, rest.find('\n'));
  const auto of_this_class = [&](std::string_view status) {
    std::string found(status);
    found.front() = of_class;
    return found;
  };
  std::size_t next = 3;
  for (int codes = 0; codes < 2; ++codes) {
    next = line.find_first_not_of(" \t-:#([", next);
    if (next == std::string_view::npos) return {};
    if (const auto status = status_at(line, next); !status.empty()) return of_this_class(status);
    if (!is_reply_at(line, next)) break;
    next += 3;
  }
  const std::size_t marked = line.find("(#");
  if (marked == std::string_view::npos) return {};
  const auto status = status_at(line, marked + 2);
  return status.empty() || status.front() != of_class ? std::string() : std::string(status);
}

}  // namespace

StatusCode find_status(std::string_view text) {
  StatusCode found;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if ((c != '2' && c != '4' && c != '5') || !begins(text, at)) continue;
    if (is_reply_at(text, at)) {
      std::string status = status_after(text, at);
      if (!status.empty()) return {std::move(status), Standing::after_reply, at};
      if (found.standing < Standing::reply) found = {std::string{c} + ".0.0", Standing::reply, at};
    } else if (found.standing == Standing::none) {
      const auto status = status_at(text, at);
      if (!status.empty() && !follows_a_version_word(text, at)) {
        found = {std::string(status), Standing::alone, at};
      }
    }
  }
  return found;
}

}  // namespace saihakko

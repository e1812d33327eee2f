#include "core/mail/smtp_extensions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace saihakko {
namespace {

/// The words of a line in capitals; `AUTH=PLAIN`, an old form, is `AUTH PLAIN`.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words(1);
  for (const char c : line) {
    const bool parts =
        c == ' ' || c == '\t' || (c == '=' && words == std::vector<std::string>{"AUTH"});
    if (!parts) {
      words.back() += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

std::optional<std::uint64_t> parse_limit(const std::string& text) {
  std::uint64_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && limit > 0 ? std::optional(limit) : std::nullopt;  // 0: no fixed limit
}

}  // namespace

SmtpExtensions SmtpExtensions::parse(const SmtpReply& reply) {
  SmtpExtensions offered;
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    const std::vector<std::string> words = words_of(reply.lines[i]);
    const auto has = [&](const char* word) {
      return std::find(words.begin() + 1, words.end(), word) != words.end();
    };
    if (words[0] == "PIPELINING") offered.pipelining = true;
    if (words[0] == "8BITMIME") offered.eight_bit_mime = true;
    if (words[0] == "STARTTLS") offered.starttls = true;
    if (words[0] == "SIZE") {
      offered.size = true;
      if (words.size() > 1) offered.limit = parse_limit(words[1]);
    }
    if (words[0] == "AUTH") {
      offered.auth_plain = offered.auth_plain || has("PLAIN");
      offered.auth_login = offered.auth_login || has("LOGIN");
    }
  }
  return offered;
}

std::string SmtpExtensions::text() const {
  std::vector<std::string> names;
  if (pipelining) names.emplace_back("PIPELINING");
  if (size) names.push_back(limit ? fmt::format("SIZE={}", *limit) : "SIZE");
  if (eight_bit_mime) names.emplace_back("8BITMIME");
  if (starttls) names.emplace_back("STARTTLS");
  if (auth_plain) names.emplace_back("AUTH=PLAIN");
  if (auth_login) names.emplace_back("AUTH=LOGIN");
  return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace saihakko

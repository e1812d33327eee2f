#include "core/mail/mail_file.hpp"

#include <cstddef>

#include "core/mail/mail_text.hpp"

namespace saihakko {
namespace {

std::string_view without_beginning(std::string_view content) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
  std::string_view rest = content;
  while (!rest.empty() && trimmed(take_line(rest)).empty())
    content = rest;
  return content;
}

/// `From MAILER-DAEMON Sun Nov 29 09:30:00 2026`. Sentences begin with the word, too: it is the
/// time that tells.
bool begins_a_mail(std::string_view line) {
  if (!line.starts_with("From ")) return false;
  for (std::size_t at = line.find(':'); at != std::string_view::npos; at = line.find(':', at + 1)) {
    if (at + 2 < line.size() && is_digit(line[at - 1]) && is_digit(line[at + 1]) &&
        is_digit(line[at + 2])) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::string_view> mails_in_file(std::string_view content) {
  content = without_beginning(content);
  std::string_view rest = content;
  if (!begins_a_mail(take_line(rest))) return {content};
  std::vector<std::string_view> mails;
  const char* start = content.data();
  bool behind_empty_line = false;
  while (!rest.empty()) {
    const char* line_start = rest.data();
    const std::string_view line = take_line(rest);
    if (behind_empty_line && begins_a_mail(line)) {
      mails.emplace_back(start, static_cast<std::size_t>(line_start - start));
      start = line_start;
    }
    behind_empty_line = line.empty();
  }
  mails.emplace_back(start, static_cast<std::size_t>(content.data() + content.size() - start));
  return mails;
}

}  // namespace saihakko

#include "core/mail/returned_mail.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/mail/addresses_in_text.hpp"
#include "core/mail/mail_text.hpp"
#include "core/mail/outcome_phrases.hpp"
#include "core/mail/status_code.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMostMarks = 16;
constexpr std::size_t kLongestMark = 250;
constexpr int kHeadersOfABlock = 3;
constexpr std::size_t kMostWords = std::size_t{16} * 1024;  // no system says more
// Header lines begin like this; longer names are none of those that are looked for.
constexpr std::size_t kLongestName = 32;

/// Without indentation and quotation marks at its beginning.
std::string_view unquoted(std::string_view line) {
  const std::size_t from = line.find_first_not_of(" \t>|");
  return from == std::string_view::npos ? std::string_view() : line.substr(from);
}

/// `Message-ID`, in lower case, of a line that begins with a header's name; else empty.
std::string header_name(std::string_view line) {
  const std::size_t colon = line.substr(0, kLongestName + 1).find(':');
  if (colon == std::string_view::npos) return {};
  return lower_case(trimmed(line.substr(0, colon)));
}

bool names_a_mark(std::string_view name) {
  static const std::string kMark = lower_case(kNoticeMarkHeader);
  return name == "message-id" || name == kMark;
}

/// `<left@right>` at the start of the text, if one stands there.
std::optional<std::string> mark_at(std::string_view text) {
  if (!text.starts_with('<')) return std::nullopt;
  const std::size_t end = text.substr(0, kLongestMark).find_first_of("> \t\r\n", 1);
  if (end == std::string_view::npos || text[end] != '>') return std::nullopt;
  const std::string_view mark = text.substr(0, end + 1);
  if (mark.find('@') == std::string_view::npos) return std::nullopt;
  return std::string(mark);
}

/// Calls `take` with the name in lower case and the value of each line that looks like a header. Of
/// one that is folded behind its name the next line is the value.
void for_each_header(std::string_view text, const auto& take) {
  while (!text.empty()) {
    const std::string_view line = unquoted(take_line(text));
    const std::string name = header_name(line);
    if (name.empty()) continue;
    std::string_view value = trimmed(line.substr(line.find(':') + 1));
    std::string_view next = text;
    if (value.empty()) value = trimmed(unquoted(take_line(next)));
    take(name, value);
  }
}

/// Headers that a returned mail has, and that a report's own sentences do not begin with.
bool is_mail_header(std::string_view name) {
  constexpr std::array<std::string_view, 17> kNames{"received",
                                                    "return-path",
                                                    "message-id",
                                                    "from",
                                                    "to",
                                                    "subject",
                                                    "date",
                                                    "cc",
                                                    "mime-version",
                                                    "content-type",
                                                    "content-transfer-encoding",
                                                    "x-mailer",
                                                    "dkim-signature",
                                                    "reply-to",
                                                    "sender",
                                                    "delivered-to",
                                                    "auto-submitted"};
  return std::ranges::find(kNames, name) != kNames.end() || name.starts_with("x-") ||
         name.starts_with("arc-");
}

bool tells_a_failure(std::string_view words) {
  return says_not_arrived(lower_case(words)) ||
         find_status(words).standing >= StatusCode::Standing::reply;
}

}  // namespace

void add_marks(std::string_view text, std::vector<std::string>& marks) {
  for_each_header(text, [&](std::string_view name, std::string_view value) {
    if (!names_a_mark(name) || marks.size() >= kMostMarks) return;
    auto mark = mark_at(value);
    if (mark && std::ranges::find(marks, *mark) == marks.end()) marks.push_back(std::move(*mark));
  });
}

void add_addressees(std::string_view text, std::vector<std::string>& addresses) {
  for_each_header(text, [&](std::string_view name, std::string_view value) {
    if (name == "to") add_addresses(value, addresses);
  });
}

std::string system_words(std::string_view text) {
  std::string words;
  std::string block;  // lines that look like headers, and their continuations
  int headers = 0;
  bool told = false;       // a failure, before the block
  std::size_t unread = 0;  // of the words, by that question
  const auto tells = [&] {
    if (!told && unread < words.size())
      told = tells_a_failure(std::string_view(words).substr(unread));
    unread = words.size();
    return told;
  };
  const auto end_block = [&] {
    if (headers < kHeadersOfABlock) words += block;
    headers = 0;
    block.clear();
  };
  while (!text.empty() && words.size() < kMostWords) {
    const std::string_view line = take_line(text);
    const std::string name = header_name(unquoted(line));
    const bool header = is_mail_header(name);
    const bool continues = headers > 0 && (line.starts_with(' ') || line.starts_with('\t'));
    if (!header && !continues) end_block();
    if (header) ++headers;
    // A copy: what follows is its text, and that may hold a code.
    const bool is_whole_mail = name == "received" || name == "return-path" ||
                               name == "mime-version" || name == lower_case(kNoticeMarkHeader);
    if (headers >= kHeadersOfABlock && (is_whole_mail || tells())) return words;
    (headers > 0 ? block : words).append(line).append("\n");
  }
  end_block();
  return words;
}

}  // namespace saihakko

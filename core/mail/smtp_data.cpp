#include "core/mail/smtp_data.hpp"

#include "core/mail/mail_error.hpp"

namespace saihakko {

std::string smtp_data(std::string_view message) {
  constexpr std::size_t kLongestLine = 998;  // RFC 5322 section 2.1.1
  std::string data;
  data.reserve(message.size() + message.size() / 64 + 8);
  while (!message.empty()) {
    const std::size_t end = message.find('\n');
    const bool ended = end != std::string_view::npos;
    std::string_view line = message.substr(0, end);
    message.remove_prefix(ended ? end + 1 : message.size());
    if (ended) {
      if (!line.ends_with('\r')) throw MailError("メールに、CR のない LF があります");
      line.remove_suffix(1);
    }
    if (line.size() > kLongestLine) throw MailError("メールに、長すぎる行があります");
    if (line.find('\r') != std::string_view::npos || line.find('\0') != std::string_view::npos) {
      throw MailError("メールに、NUL か、LF のない CR があります");
    }
    if (line.starts_with('.')) data += '.';
    data.append(line).append("\r\n");
  }
  return data += ".\r\n";
}

}  // namespace saihakko

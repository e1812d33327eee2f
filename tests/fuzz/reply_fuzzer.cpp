// SmtpReplyParser on what any relay may say: bounds, cleanness, and indifference to packets.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/utf8.hpp"
#include "core/mail/smtp_extensions.hpp"
#include "core/mail/smtp_reply.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko::fuzz {
namespace {

/// All replies, and at the end whether nonsense followed them or something is left.
std::vector<std::string> heard(std::string_view bytes, std::size_t piece) {
  constexpr std::size_t kLongestReply = std::size_t{16} * 1024;
  SmtpReplyParser parser;
  std::vector<std::string> texts;
  try {
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      parser.add(bytes.substr(at, piece));
      while (const auto reply = parser.take()) {
        check(reply->code >= 200 && reply->code <= 599, "a code is one of SMTP's");
        check(!reply->lines.empty(), "a reply has a line");
        std::size_t size = 0;
        for (const std::string& line : reply->lines)
          size += line.size();
        check(size <= kLongestReply, "a reply is bounded");
        const std::string text = reply->text();
        check(text.size() <= 500 && !has_control_character(text), "its text is short and clean");
        const std::string offered = SmtpExtensions::parse(*reply).text();
        check(offered.size() < 100, "what is offered is said in our words");
        texts.push_back(text + offered);
      }
    }
    texts.emplace_back(parser.empty() ? "all" : "rest");
  } catch (const SmtpReplyError&) {
    texts.emplace_back("nonsense");
  }
  return texts;
}

void examine(std::string_view bytes) {
  const std::vector<std::string> byte_by_byte = heard(bytes, 1);
  check(heard(bytes, 7) == byte_by_byte, "packets do not matter");
  // Taken at once, more than a server ever owes is nonsense by itself.
  if (byte_by_byte.size() < 60) check(heard(bytes, 4096) == byte_by_byte, "nor large ones");
}

}  // namespace
}  // namespace saihakko::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  saihakko::fuzz::examine({reinterpret_cast<const char*>(data), size});
  return 0;
}

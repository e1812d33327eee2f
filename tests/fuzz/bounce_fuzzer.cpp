// Mails that came back: whatever a stranger wrote is read within bounds.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/domain/utf8.hpp"
#include "core/mail/bounce_report.hpp"
#include "core/mail/mail_file.hpp"
#include "core/mail/mime_part.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko::fuzz {
namespace {

bool is_line(std::string_view text) {
  return !has_control_character(text);
}

void check_mime(std::string_view mail) {
  const MimeMessage message = read_mime(mail);
  check(message.parts.size() <= 64, "the parts are bounded");
  std::size_t bytes = 0;
  for (const MimePart& part : message.parts) {
    check(!part.type.empty(), "a part has a type");
    bytes += part.content.size();
  }
  check(bytes <= mail.size(), "what is read is no more than what came");
}

void check_report(const BounceReport& report) {
  const bool judged = report.verdict == BounceReport::Verdict::failed ||
                      report.verdict == BounceReport::Verdict::delayed;
  check(judged == !report.status.empty(), "a bounce has a status, nothing else has");
  check(!judged || report.status[0] == '4' || report.status[0] == '5', "of class 4 or 5");
  check(report.diagnosis.size() <= 200 && is_line(report.diagnosis), "the diagnosis is one line");
  check(!report.address_is_bad || report.status[0] == '5', "no address is bad by class 4");
  check(report.marks.size() <= 16 && report.recipients.size() <= 16 &&
            report.sent_to.size() <= 16 && report.each.size() <= 16,
        "what is found is bounded");
  for (const auto& mark : report.marks) {
    check(mark.size() <= 250 && mark.front() == '<' && mark.back() == '>', "a mark is one");
  }
}

}  // namespace
}  // namespace saihakko::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view mail(reinterpret_cast<const char*>(bytes), size);
  saihakko::fuzz::check_mime(mail);
  std::size_t split = 0;
  for (const std::string_view one : saihakko::mails_in_file(mail)) {
    split += one.size();
    const auto reports = saihakko::read_bounce_reports(one);
    saihakko::fuzz::check(!reports.empty(), "a mail makes a report, if only one of none");
    for (const auto& report : reports)
      saihakko::fuzz::check_report(report);
  }
  saihakko::fuzz::check(split <= size, "mails do not overlap");
  return 0;
}

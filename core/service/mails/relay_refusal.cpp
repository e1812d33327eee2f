#include "core/service/mails/relay_refusal.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "core/domain/domain_limits.hpp"
#include "core/mail/status_code.hpp"
#include "core/store/tables/notice_attempts_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kDomains = 3;
constexpr std::int64_t kMostAttempts = 200;

/// The words without what differs from mail to mail: addresses, the recipient's domain, and names
/// that a relay gives a mail (a word of letters and digits).
std::string masked(std::string_view reply, std::string_view domain) {
  constexpr std::size_t kLongestPlainWord = 7;
  std::string out;
  while (!reply.empty()) {
    const std::size_t end = std::min(reply.find(' '), reply.size());
    const std::string_view word = reply.substr(0, end);
    reply.remove_prefix(std::min(end + 1, reply.size()));
    const bool digits = word.find_first_of("0123456789") != std::string_view::npos;
    const bool name = digits && word.size() > kLongestPlainWord;
    const bool address = word.find('@') != std::string_view::npos ||
                         (!domain.empty() && word.find(domain) != std::string_view::npos);
    out.append(name || address ? "*" : word).append(" ");
  }
  return out;
}

bool is_of_the_mailbox(std::string_view reply) {
  const std::string status = find_status(reply).text;
  return status == "5.1.1" || status == "5.2.1";
}

}  // namespace

RelayRefusal relay_refusal(Database& database, const Notice& notice, std::string_view reply) {
  const bool replied = find_status(reply).standing >= StatusCode::Standing::reply;
  if (!replied || is_of_the_mailbox(reply)) return {};
  const std::string domain = domain_of_address(notice.recipient);
  const std::string said = masked(reply, domain);
  std::set<std::string> domains{domain};
  RelayRefusal refusal;
  for (const LatestAttempt& attempt : latest_attempts(database, kMostAttempts)) {
    const std::string of = domain_of_address(attempt.recipient);
    const bool refused =
        attempt.outcome == AttemptOutcome::failed || attempt.outcome == AttemptOutcome::deferred;
    if (!refused || masked(attempt.reply, of) != said) break;
    domains.insert(of);
    refusal.earlier.push_back(attempt.notice_id);
  }
  refusal.of_all = domains.size() >= kDomains;
  return refusal;
}

}  // namespace saihakko

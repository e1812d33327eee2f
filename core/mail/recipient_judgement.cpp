#include "core/mail/recipient_judgement.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

/// `example.jp` and `mx.example.jp`: hosts that deliver locally write their own name.
bool is_within(std::string_view domain, std::string_view other) {
  return domain.size() > other.size() && domain.ends_with(other) &&
         domain[domain.size() - other.size() - 1] == '.';
}

bool is_same_mailbox(std::string_view address, std::string_view other) {
  const std::string one = fold_width(address);
  const std::string two = fold_width(other);
  const std::size_t at = one.rfind('@');
  if (at == std::string::npos || at != two.rfind('@')) return false;
  const std::string_view domain = std::string_view(one).substr(at + 1);
  const std::string_view other_domain = std::string_view(two).substr(at + 1);
  return one.compare(0, at, two, 0, at) == 0 &&
         (domain == other_domain || is_within(domain, other_domain) ||
          is_within(other_domain, domain));
}

bool names(const std::vector<std::string>& addresses, std::string_view recipient) {
  return std::ranges::any_of(
      addresses, [&](const auto& address) { return is_same_mailbox(address, recipient); });
}

void take_graver(const BounceJudgement& one, const BounceJudgement*& gravest) {
  if (gravest == nullptr || is_graver(one, *gravest)) gravest = &one;
}

}  // namespace

BounceJudgement judgement_about(const BounceReport& report, std::string_view recipient) {
  const BounceJudgement* own = nullptr;
  const BounceJudgement* passed_on = nullptr;
  bool addressed = names(report.sent_to, recipient);
  for (const RecipientJudgement& one : report.each) {
    const bool original = is_same_mailbox(one.original_recipient, recipient);
    const bool last =
        one.final_recipient.empty() ? original : is_same_mailbox(one.final_recipient, recipient);
    if (last && one.expanded) {
      addressed = true;  // and the blocks of those that it was passed on to tell the rest
    } else if (last) {
      take_graver(one, own);
    } else if (original) {
      take_graver(one, passed_on);
    }
  }
  if (own != nullptr) return *own;
  BounceJudgement judgement = *(passed_on != nullptr ? passed_on : &report);
  const bool of_others = !report.recipients.empty() && !names(report.recipients, recipient);
  if (passed_on != nullptr || (addressed && of_others)) judgement.address_is_bad = false;
  return judgement;
}

}  // namespace saihakko

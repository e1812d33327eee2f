#include "core/domain/prefecture_choice.hpp"

#include <algorithm>

namespace saihakko {

std::vector<std::string> prefecture_choice(CodePurpose purpose, const OfficeNumber& office_number,
                                           const std::vector<Account>& accounts) {
  const std::string own = office_number.prefecture();
  std::vector<std::string> choice;
  for (const Account& account : accounts)
    choice.push_back(account.prefecture);
  const bool asked = std::any_of(choice.begin(), choice.end(),
                                 [&own](const std::string& code) { return code != own; });
  if (!asked) return {};
  if (purpose == CodePurpose::application) choice.push_back(own);
  std::sort(choice.begin(), choice.end());
  choice.erase(std::unique(choice.begin(), choice.end()), choice.end());
  return choice;
}

}  // namespace saihakko

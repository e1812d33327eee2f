#include "core/service/steps/letter_ground.hpp"

#include <algorithm>

#include "core/store/tables/offices_table.hpp"

namespace saihakko {

bool ledger_allows(Database& database, const Application& application) {
  const auto office = find_office(database, application.office_number);
  if (!office || office->status != OfficeStatus::active) return false;
  if (Addressee{office->name, office->postcode, office->address} != application.addressee) {
    return false;
  }
  if (application.kind == ApplicationKind::first_id) return true;
  const auto accounts = accounts_of(database, application.office_number);
  return std::any_of(accounts.begin(), accounts.end(), [&application](const Account& account) {
    return account.prefecture == application.prefecture;
  });
}

}  // namespace saihakko

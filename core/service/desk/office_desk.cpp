#include "core/service/desk/office_desk.hpp"

#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/office_locks_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kNewest = 20;

}  // namespace

std::optional<OfficeFacts> office_facts(Database& database, const OfficeNumber& number) {
  auto office = find_office(database, number);
  if (!office) return std::nullopt;
  return OfficeFacts{.office = std::move(*office),
                     .locked_at = office_locked_at(database, number),
                     .accounts = accounts_of(database, number),
                     .applications = applications_of(database, number, kNewest)};
}

OfficeLocked lock_at_desk(Database& database, std::int64_t uid, const OfficeNumber& number,
                          Instant now) {
  Transaction transaction(database);
  const OfficeLocked locked = lock_office(database, uid, number, now);
  transaction.commit();
  return locked;
}

OfficeUnlocked unlock_at_desk(Database& database, std::int64_t uid, const OfficeNumber& number,
                              Instant now) {
  Transaction transaction(database);
  const OfficeUnlocked unlocked{.changed = unlock_office(database, uid, number, now),
                                .forgotten = forget_guesses(database, uid, number, now)};
  transaction.commit();
  return unlocked;
}

}  // namespace saihakko

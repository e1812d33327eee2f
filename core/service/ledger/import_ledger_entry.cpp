#include "core/service/ledger/import_ledger_entry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

/// The first row of a number in a file says what it says.
Office overwritten(Office office, const LedgerEntry& entry) {
  office.name = entry.name;
  office.name_kana = entry.name_kana.value_or(office.name_kana);
  office.postcode = entry.postcode.value_or(office.postcode);
  office.address = entry.address.value_or(office.address);
  office.phone = entry.phone.value_or(office.phone);
  office.security_mail = entry.security_mail.value_or(office.security_mail);
  office.status = entry.status.value_or(office.status);
  return office;
}

void fill(std::string& field, const std::optional<std::string>& value) {
  if (field.empty() && value) field = *value;
}

/// A further row fills gaps; name and address stay a pair.
Office filled(Office office, const LedgerEntry& entry) {
  if (office.name.empty() && office.address.empty()) {
    office.name = entry.name;
    fill(office.address, entry.address);
  }
  if (office.address == entry.address) fill(office.postcode, entry.postcode);
  fill(office.name_kana, entry.name_kana);
  fill(office.phone, entry.phone);
  fill(office.security_mail, entry.security_mail);
  return office;
}

bool disagrees(const Office& office, const LedgerEntry& entry) {
  return office.name != entry.name || (entry.address && office.address != *entry.address);
}

/// Adds the IDs that the ledger names and we do not know yet; says whether there were any.
bool add_accounts(Database& database, const LedgerEntry& entry, bool new_office,
                  const std::string& prefix, Instant now) {
  std::vector<std::string> issuers = entry.issuers.value_or(std::vector<std::string>{});
  if (!entry.issuers && new_office) issuers.push_back(entry.number.prefecture());
  const auto known = accounts_of(database, entry.number);
  bool added = false;
  for (const std::string& prefecture : issuers) {
    const bool there = std::any_of(known.begin(), known.end(), [&](const Account& account) {
      return account.prefecture == prefecture;
    });
    if (there) continue;
    added = true;
    add_account(database, entry.number, prefecture, user_id(prefix, prefecture, entry.number), now);
  }
  return added;
}

}  // namespace

LedgerChange import_ledger_entry(Database& database, const Actor& actor, const LedgerEntry& entry,
                                 std::int64_t ledger_id, const std::string& user_id_prefix,
                                 Instant now) {
  const std::optional<LedgerOffice> known = find_ledger_office(database, entry.number);
  const bool further = known && known->ledger_id == ledger_id;
  const Office before = known ? known->office : Office{.number = entry.number};
  Office after = further ? filled(before, entry) : overwritten(before, entry);
  const auto fields = changed_fields(before, after);
  const bool changed = !known || !fields.empty();
  if (changed) {
    ++after.version;
    put_office(database, after, ledger_id, now);
    if (known) {
      append_audit(database, actor, now,
                   {"office_changed", entry.number.text(),
                    fmt::format("{} {}", to_text(after.status), fmt::join(fields, ","))});
    }
  } else if (!further) {
    mark_office_named(database, entry.number, ledger_id);
  }
  const bool new_ids = add_accounts(database, entry, !known, user_id_prefix, now);
  if (new_ids && known) {
    renew_office_version(database, entry.number);
    append_audit(database, actor, now, {"office_ids_added", entry.number.text(), ""});
  }
  if (further)
    return disagrees(before, entry) ? LedgerChange::disagrees : LedgerChange::same_number;
  if (!changed && !new_ids) return LedgerChange::unchanged;
  return known ? LedgerChange::changed : LedgerChange::added;
}

}  // namespace saihakko

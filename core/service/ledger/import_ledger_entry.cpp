#include "core/service/ledger/import_ledger_entry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/store/tables/office_history_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

const Account* account_of(const std::vector<Account>& accounts, const std::string& prefecture) {
  const auto found = std::find_if(
      accounts.begin(), accounts.end(),
      [&prefecture](const Account& account) { return account.prefecture == prefecture; });
  return found == accounts.end() ? nullptr : &*found;
}

/// Writes the changes of the IDs that the ledger lists, and returns them.
IssuerChanges take_issuers(Database& database, const LedgerEntry& entry, bool new_office,
                           const LedgerOrigin& origin, Instant now) {
  if (!entry.issuers && !new_office) return {};
  const auto known = new_office ? std::vector<Account>() : accounts_of(database, entry.number);
  IssuerChanges changes = issuer_changes(entry, known, new_office);
  for (const std::string& prefecture : changes.added) {
    if (const Account* account = account_of(known, prefecture)) {
      mark_account_listed(database, account->id);
    } else {
      put_account(database, entry.number, prefecture,
                  user_id(origin.user_id_prefix, prefecture, entry.number), now, origin.import_id);
    }
  }
  for (const std::string& prefecture : changes.unlisted)
    mark_account_unlisted(database, account_of(known, prefecture)->id, origin.import_id, now);
  return changes;
}

ImportedOffice add_office(Database& database, const LedgerEntry& entry, const LedgerOrigin& origin,
                          Instant now) {
  Office office = overwritten({.number = entry.number}, entry);
  office.version = 1;
  add_ledger_office(database, office, origin.import_id, origin.series, now);
  take_issuers(database, entry, true, origin, now);
  return {LedgerChange::added, std::move(office)};
}

}  // namespace

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

IssuerChanges issuer_changes(const LedgerEntry& entry, const std::vector<Account>& known,
                             bool new_office) {
  IssuerChanges changes;
  if (!entry.issuers) {
    if (new_office) changes.added.push_back(entry.number.prefecture());
    return changes;
  }
  for (const std::string& prefecture : *entry.issuers) {
    const Account* account = account_of(known, prefecture);
    if (account == nullptr || !account->listed) changes.added.push_back(prefecture);
  }
  for (const Account& account : known) {
    const auto& listed = *entry.issuers;
    if (account.listed && std::ranges::find(listed, account.prefecture) == listed.end()) {
      changes.unlisted.push_back(account.prefecture);
    }
  }
  return changes;
}

ImportedOffice import_ledger_entry(Database& database, const Actor& actor, const LedgerEntry& entry,
                                   const LedgerOrigin& origin, Instant now) {
  const std::optional<Office> before = find_office(database, entry.number);
  if (!before) return add_office(database, entry, origin, now);
  Office after = overwritten(*before, entry);
  const auto fields = changed_fields(*before, after);
  if (!fields.empty()) {
    ++after.version;
    put_office(database, after, origin.import_id, now);
    const std::string codes = fmt::format("{}", fmt::join(fields, ","));
    add_office_change(database, {origin.import_id, OfficeChangeCause::import, now, codes, *before});
    append_audit(database, actor, now,
                 {"office_changed", entry.number.text(),
                  fmt::format("{} {}", to_text(after.status), codes)});
  }
  const IssuerChanges ids = take_issuers(database, entry, false, origin, now);
  const bool other_ids = !ids.added.empty() || !ids.unlisted.empty();
  if (other_ids) renew_office_version(database, entry.number);
  if (!ids.added.empty()) {
    append_audit(database, actor, now, {"office_ids_added", entry.number.text(), ""});
  }
  if (!ids.unlisted.empty()) {
    append_audit(database, actor, now,
                 {"office_ids_unlisted", entry.number.text(),
                  fmt::format("{}", fmt::join(ids.unlisted, ","))});
  }
  const bool same = fields.empty() && !other_ids;
  return {same ? LedgerChange::unchanged : LedgerChange::changed, std::move(after)};
}

}  // namespace saihakko

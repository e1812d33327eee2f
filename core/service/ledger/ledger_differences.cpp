#include "core/service/ledger/ledger_differences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "core/files/csv_reader.hpp"
#include "core/service/ledger/compare_ledger.hpp"
#include "core/service/ledger/held_ledgers.hpp"
#include "core/service/ledger/import_ledger_entry.hpp"
#include "core/service/ledger/office_history.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/office_history_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

using Kind = LedgerDifference::Kind;

constexpr std::int64_t kChunk = 500;
constexpr std::string_view kAccounts = "accounts";

std::string value_of(const Office& office, std::string_view field) {
  if (field == "status") return std::string(japanese(office.status));
  return std::string(office_field(office, field));
}

Kind kind_of(const Office& after, std::string_view field, const std::string& value) {
  if (field == "status" && after.status == OfficeStatus::closed) return Kind::closed;
  return value.empty() ? Kind::lost : Kind::changed;
}

void use_issuers(Database& database, const LedgerEntry& entry, const UseDifference& use) {
  if (!entry.issuers) return;
  const auto known = accounts_of(database, entry.number);
  const IssuerChanges changes = issuer_changes(entry, known, false);
  if (changes.added.empty() && changes.unlisted.empty()) return;
  std::vector<std::string> before;
  for (const Account& account : known) {
    if (account.listed) before.push_back(account.prefecture);
  }
  use({entry.number.text(), changes.unlisted.empty() ? Kind::changed : Kind::lost,
       std::string(kAccounts), fmt::format("{}", fmt::join(before, ";")),
       fmt::format("{}", fmt::join(*entry.issuers, ";"))});
}

void stage_file(LedgerStage& stage, const std::filesystem::path& file, MailDomains domains) {
  CsvReader reader(file);
  reader.need(LedgerFormat::needed_columns());
  const auto recognised = LedgerFormat::recognise(reader, domains);
  if (const auto* format = std::get_if<LedgerFormat>(&recognised)) {
    while (const auto item = reader.next()) {
      const auto* row = std::get_if<CsvRow>(&*item);
      const auto number = row != nullptr ? format->number_of(*row) : std::nullopt;
      if (!number) continue;
      const auto read = format->read(*row);
      const auto* entry = std::get_if<LedgerEntry>(&read);
      stage.add_row({number->text(), row->row, entry != nullptr ? packed(*entry) : ""});
    }
  }
  stage.sort();
}

void use_absent(Database& database, LedgerStage& stage, std::int64_t series,
                const UseDifference& use) {
  std::string after;
  while (true) {
    const auto numbers = stage.absent_numbers(series, after, kChunk);
    if (numbers.empty()) return;
    for (const std::string& number : numbers) {
      const auto office = find_office(database, OfficeNumber::parse(number).value());
      use({number, Kind::absent, "", office ? office->name : "", ""});
    }
    after = numbers.back();
  }
}

void use_held(Database& database, const Settings& settings, const LedgerImport& import,
              const std::filesystem::path& file, const UseDifference& use) {
  LedgerStage stage(database);
  stage_file(stage, file, settings.mail.domains);
  StagedOffices offices(stage);
  while (const auto office = offices.next()) {
    const auto known = find_office(database, office->entry.number);
    if (!known) {
      use({office->entry.number.text(), Kind::added, "", "", office->entry.name});
      continue;
    }
    for_each_changed_field(*known, overwritten(*known, office->entry), use);
    use_issuers(database, office->entry, use);
  }
  if (!import.partial) use_absent(database, stage, import.series, use);
}

void use_taken(Database& database, const LedgerImport& import, const UseDifference& use) {
  std::string after;
  while (true) {
    const auto changes = changes_by_import(database, import.id, after, kChunk);
    if (changes.empty()) return;
    for (const OfficeChange& change : changes) {
      if (const auto made = office_made_by(database, change))
        for_each_changed_field(change.before, *made, use);
    }
    after = changes.back().before.number.text();
  }
}

void audit_reading(Database& database, const LedgerImport& import, std::int64_t uid, Instant now) {
  Transaction transaction(database);
  append_audit(database, Actor::person(uid), now,
               {"ledger_diff_read", fmt::format("file:{}", import.id), ""});
  transaction.commit();
}

std::vector<LedgerImport> candidates(Database& database, std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc() && end == text.data() + text.size()) {
    auto import = find_ledger_import(database, id);
    if (import) return {std::move(*import)};
  }
  return ledger_imports_named(database, std::filesystem::path(text).filename().string());
}

/// The one in such a state; without one, the newest.
NamedLedger named_in(const std::vector<LedgerImport>& all, bool (*wanted)(LedgerState)) {
  NamedLedger named;
  for (const LedgerImport& import : all) {
    if (wanted(import.state)) named.several.push_back(import);
  }
  if (named.several.size() > 1) return named;
  if (!all.empty()) named.import = named.several.empty() ? all.front() : named.several.front();
  named.several.clear();
  return named;
}

}  // namespace

void for_each_changed_field(const Office& before, const Office& after, const UseDifference& use) {
  for (const std::string_view field : changed_fields(before, after)) {
    std::string is = value_of(after, field);
    const Kind kind = kind_of(after, field, is);
    use({before.number.text(), kind, std::string(field), value_of(before, field), std::move(is)});
  }
}

std::string_view to_text(LedgerDifference::Kind kind) {
  switch (kind) {
    case Kind::added: return "added";
    case Kind::changed: return "changed";
    case Kind::closed: return "closed";
    case Kind::lost: return "lost";
    case Kind::absent: return "absent";
  }
  return {};
}

std::string_view japanese(LedgerDifference::Kind kind) {
  switch (kind) {
    case Kind::added: return "追加";
    case Kind::changed: return "変更";
    case Kind::closed: return "廃止";
    case Kind::lost: return "消失";
    case Kind::absent: return "欠落";
  }
  return {};
}

std::string_view japanese_field(std::string_view field) {
  return field == kAccounts ? "発行都道府県" : ledger_column(field);
}

bool read_ledger_differences(Database& database, const Settings& settings,
                             const LedgerImport& import, std::int64_t uid, Instant now,
                             const UseDifference& use) {
  const bool took_effect = import.state != LedgerState::held &&
                           import.state != LedgerState::accepted &&
                           import.state != LedgerState::refused;
  const auto file = took_effect ? std::nullopt : held_ledger_file(settings, import);
  if (!took_effect && !file) return false;
  audit_reading(database, import, uid, now);
  if (file) {
    use_held(database, settings, import, *file, use);
  } else {
    use_taken(database, import, use);
  }
  return true;
}

NamedLedger held_ledger_named(Database& database, std::string_view text) {
  return named_in(candidates(database, text),
                  [](LedgerState state) { return state == LedgerState::held; });
}

NamedLedger taken_ledger_named(Database& database, std::string_view text) {
  return named_in(candidates(database, text), [](LedgerState state) {
    return state == LedgerState::taking || state == LedgerState::taken ||
           state == LedgerState::restored;
  });
}

}  // namespace saihakko

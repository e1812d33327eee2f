#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/domain/mail_address.hpp"
#include "core/domain/office.hpp"
#include "core/files/csv_reader.hpp"
#include "core/service/intake/item_error.hpp"

namespace saihakko {

/// The column that every ledger has.
inline constexpr const char* kLedgerNumberColumn = "事業所番号";

/// What one row of a ledger says; a column that the file does not have says nothing (nullopt).
struct LedgerEntry {
  OfficeNumber number;
  std::string name;
  std::optional<std::string> name_kana;
  std::optional<std::string> postcode;
  std::optional<std::string> address;
  std::optional<std::string> phone;
  std::optional<std::string> security_mail;
  std::optional<OfficeStatus> status;
  /// The unions that have issued an ID to the office; empty: none has (なし).
  std::optional<std::vector<std::string>> issuers;
};

/// Reads the rows of a ledger file: a union's own format, or the ministry's open data (24 columns,
/// several rows for one number), which share the names of the columns that matter
/// (contract, section 4).
class LedgerFormat {
 public:
  /// The columns that it reads, by their names.
  static std::span<const char* const> needed_columns();

  /// The faults of the header: 事業所番号 and 事業所名 must be there.
  static std::variant<LedgerFormat, ItemErrors> recognise(
      const CsvReader& reader, MailDomains domains = MailDomains::with_dot);

  /// The office that a row names, whatever else is wrong with it.
  std::optional<OfficeNumber> number_of(const CsvRow& row) const;

  /// All errors of the row at once.
  std::variant<LedgerEntry, ItemErrors> read(const CsvRow& row) const;

 private:
  std::optional<std::string> text(const CsvRow& row, const char* column, ItemErrors& errors) const;
  /// The same, empty for what is no value.
  std::optional<std::string> value(const CsvRow& row, const char* column, ItemErrors& errors) const;
  void read_postcode(const CsvRow& row, LedgerEntry& entry, ItemErrors& errors) const;
  void read_phone(const CsvRow& row, LedgerEntry& entry, ItemErrors& errors) const;
  void read_security_mail(const CsvRow& row, LedgerEntry& entry, ItemErrors& errors) const;

  std::map<std::string, std::size_t, std::less<>> columns_;
  MailDomains domains_ = MailDomains::with_dot;
};

}  // namespace saihakko

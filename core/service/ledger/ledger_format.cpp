#include "core/service/ledger/ledger_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

#include "core/domain/no_value.hpp"
#include "core/domain/spreadsheet_damage.hpp"
#include "core/domain/text_folding.hpp"
#include "core/service/intake/read_cell.hpp"

namespace saihakko {
namespace {

constexpr const char* kNumber = kLedgerNumberColumn;
constexpr const char* kName = "事業所名";
constexpr const char* kKana = "事業所名カナ";
constexpr const char* kPostcode = "郵便番号";
constexpr const char* kAddress = "住所";
constexpr const char* kPhone = "電話番号";
constexpr const char* kSecurityMail = "セキュリティ用メールアドレス";
constexpr const char* kIssuers = "発行都道府県";
constexpr const char* kStatus = "状態";
constexpr const char* kAll[] = {kNumber, kName,         kKana,    kPostcode, kAddress,
                                kPhone,  kSecurityMail, kIssuers, kStatus};

constexpr std::size_t kPostcodeDigits = 7;

constexpr std::string_view kNoneIssued = "なし";

// Beyond any name or address that exists (60 and 105 in the field): a row this long is damaged.
constexpr std::size_t kLongestText = 300;

std::optional<std::vector<std::string>> parse_issuers(std::string_view text,
                                                      const OfficeNumber& number) {
  const std::string folded = fold_width(text);
  if (folded.empty()) return std::vector<std::string>{number.prefecture()};
  if (folded == kNoneIssued) return std::vector<std::string>{};
  std::vector<std::string> issuers;
  std::string_view rest = folded;
  while (true) {
    const std::size_t end = rest.find(';');
    std::string code(trim(rest.substr(0, end)));
    if (code.size() == 1) code = fmt::format("0{}", code);  // Excel eats leading zeros
    if (!is_prefecture_code(code)) return std::nullopt;
    issuers.push_back(std::move(code));
    if (end == std::string_view::npos) return issuers;
    rest.remove_prefix(end + 1);
  }
}

std::optional<OfficeStatus> parse_japanese_status(std::string_view text) {
  if (text.empty()) return OfficeStatus::active;
  for (const OfficeStatus status :
       {OfficeStatus::active, OfficeStatus::suspended, OfficeStatus::closed}) {
    if (text == japanese(status)) return status;
  }
  return std::nullopt;
}

/// The first of the sentences that says something.
std::string first_of(std::initializer_list<std::string> sentences) {
  const auto found = std::find_if(sentences.begin(), sentences.end(),
                                  [](const std::string& text) { return !text.empty(); });
  return found == sentences.end() ? "" : *found;
}

}  // namespace

std::span<const char* const> LedgerFormat::needed_columns() {
  return kAll;
}

std::variant<LedgerFormat, ItemErrors> LedgerFormat::recognise(const CsvReader& reader,
                                                               MailDomains domains) {
  LedgerFormat format;
  format.domains_ = domains;
  for (const char* column : kAll) {
    if (const auto index = reader.column(column)) format.columns_[column] = *index;
  }
  ItemErrors errors;
  for (const char* column : {kNumber, kName}) {
    if (format.columns_.contains(column)) continue;
    errors.push_back({column, "", fmt::format("列「{}」がありません", column)});
  }
  if (!errors.empty()) return errors;
  return format;
}

std::optional<std::string> LedgerFormat::text(const CsvRow& row, const char* column,
                                              ItemErrors& errors) const {
  const auto index = columns_.find(column);
  if (index == columns_.end()) return std::nullopt;
  return read_text(column, row.fields[index->second], kLongestText, errors);
}

std::optional<std::string> LedgerFormat::value(const CsvRow& row, const char* column,
                                               ItemErrors& errors) const {
  auto read = text(row, column, errors);
  if (read && is_no_value(*read)) read->clear();
  return read;
}

void LedgerFormat::read_postcode(const CsvRow& row, LedgerEntry& entry, ItemErrors& errors) const {
  const auto given = value(row, kPostcode, errors);
  if (!given) return;
  entry.postcode = parse_postcode(*given);
  if (!entry.postcode) {
    errors.push_back({kPostcode, *given,
                      first_of({damaged_number(*given), lost_zeros(*given, kPostcodeDigits, 2),
                                "郵便番号の形ではありません(数字7桁)"})});
  }
}

void LedgerFormat::read_phone(const CsvRow& row, LedgerEntry& entry, ItemErrors& errors) const {
  entry.phone = value(row, kPhone, errors);
  if (!entry.phone) return;
  const bool has_zero = fold_width(*entry.phone).starts_with('0');
  const std::string damage =
      first_of({damaged_number(*entry.phone), has_zero ? "" : lost_zeros(*entry.phone, 10, 1),
                has_zero ? "" : lost_zeros(*entry.phone, 11, 1)});
  if (!damage.empty()) errors.push_back({kPhone, *entry.phone, damage});
}

void LedgerFormat::read_security_mail(const CsvRow& row, LedgerEntry& entry,
                                      ItemErrors& errors) const {
  entry.security_mail = value(row, kSecurityMail, errors);
  if (!entry.security_mail || entry.security_mail->empty()) return;
  const auto parsed = MailAddress::parse(*entry.security_mail, domains_);
  if (const auto* fault = std::get_if<MailAddressFault>(&parsed)) {
    errors.push_back({kSecurityMail, *entry.security_mail, describe(*fault, *entry.security_mail)});
  } else {
    entry.security_mail = std::get<MailAddress>(parsed).text();
  }
}

std::optional<OfficeNumber> LedgerFormat::number_of(const CsvRow& row) const {
  return OfficeNumber::parse(row.fields[columns_.find(kNumber)->second]);
}

std::variant<LedgerEntry, ItemErrors> LedgerFormat::read(const CsvRow& row) const {
  ItemErrors errors;
  const std::string number_text = text(row, kNumber, errors).value_or("");
  const auto number = OfficeNumber::parse(number_text);
  if (!number && errors.empty()) {
    errors.push_back({kNumber, number_text,
                      first_of({damaged_number(number_text), lost_zeros(number_text, 10, 1),
                                "事業所番号の形ではありません(都道府県2桁、種別1桁、数字7桁)"})});
  }
  // The number is needed to read on; any valid one serves to find the row's other errors.
  LedgerEntry entry{.number = number.value_or(*OfficeNumber::parse("1300000000"))};
  entry.name = value(row, kName, errors).value_or("");
  entry.name_kana = value(row, kKana, errors);
  entry.address = value(row, kAddress, errors);
  read_phone(row, entry, errors);
  read_postcode(row, entry, errors);
  read_security_mail(row, entry, errors);
  if (const auto status = text(row, kStatus, errors)) {
    entry.status = parse_japanese_status(*status);
    if (!entry.status && !is_spreadsheet_error(*status)) {
      errors.push_back({kStatus, *status, "有効・休止・廃止のどれでもありません"});
    }
  }
  if (const auto issuers = text(row, kIssuers, errors)) {
    entry.issuers = parse_issuers(*issuers, entry.number);
    if (!entry.issuers && !is_spreadsheet_error(*issuers)) {
      errors.push_back({kIssuers, *issuers,
                        "都道府県コード(01〜47)を「;」でつないだもの、または「なし」では"
                        "ありません"});
    }
  }
  if (!errors.empty()) return errors;
  return entry;
}

}  // namespace saihakko

#include "core/service/ledger/ledger_format.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr const char* kNumber = "事業所番号";
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

}  // namespace

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
  const std::string_view value = trim(row.fields[index->second]);
  if (has_control_character(value)) {
    errors.push_back({column, "", "改行などの制御文字があります。取り除いてください"});
  } else if (decode_utf8(value)->size() > kLongestText) {
    errors.push_back({column, "", fmt::format("{}文字を超えています", kLongestText)});
  } else {
    return std::string(value);
  }
  return std::nullopt;
}

std::variant<LedgerEntry, ItemErrors> LedgerFormat::read(const CsvRow& row) const {
  ItemErrors errors;
  const std::string number_text = text(row, kNumber, errors).value_or("");
  const auto number = OfficeNumber::parse(number_text);
  if (!number && errors.empty()) {
    errors.push_back(
        {kNumber, number_text, "事業所番号の形ではありません(都道府県2桁、種別1桁、数字7桁)"});
  }
  // The number is needed to read on; any valid one serves to find the row's other errors.
  LedgerEntry entry{.number = number.value_or(*OfficeNumber::parse("1300000000"))};
  entry.name = text(row, kName, errors).value_or("");
  entry.name_kana = text(row, kKana, errors);
  entry.address = text(row, kAddress, errors);
  entry.phone = text(row, kPhone, errors);
  if (const auto postcode = text(row, kPostcode, errors)) {
    entry.postcode = parse_postcode(*postcode);
    if (!entry.postcode) {
      errors.push_back({kPostcode, *postcode, "郵便番号の形ではありません(数字7桁)"});
    }
  }
  if (const auto mail = text(row, kSecurityMail, errors)) {
    const auto parsed = MailAddress::parse(*mail, domains_);
    if (const auto* fault = std::get_if<MailAddressFault>(&parsed); fault && !mail->empty()) {
      errors.push_back({kSecurityMail, *mail, std::string(describe(*fault))});
    }
    entry.security_mail = *mail;
  }
  if (const auto status = text(row, kStatus, errors)) {
    entry.status = parse_japanese_status(*status);
    if (!entry.status) {
      errors.push_back({kStatus, *status, "有効・休止・廃止のどれでもありません"});
    }
  }
  if (const auto issuers = text(row, kIssuers, errors)) {
    entry.issuers = parse_issuers(*issuers, entry.number);
    if (!entry.issuers) {
      errors.push_back({kIssuers, *issuers,
                        "都道府県コード(01〜47)を「;」でつないだもの、または「なし」では"
                        "ありません"});
    }
  }
  if (!errors.empty()) return errors;
  return entry;
}

}  // namespace saihakko

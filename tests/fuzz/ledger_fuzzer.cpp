// LedgerFormat on the rows of any CSV file.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/utf8.hpp"
#include "core/files/csv_writer.hpp"
#include "core/files/text_encoding.hpp"
#include "core/service/ledger/ledger_format.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko::fuzz {
namespace {

void check_errors(const ItemErrors& errors) {
  check(!errors.empty(), "a refusal says why");
  for (const ItemError& error : errors) {
    check(!error.field.empty() && !error.reason.empty(), "an error names its column and reason");
    check(is_utf8(error.value), "the value of an error is UTF-8");
  }
}

void check_entry(const LedgerEntry& entry) {
  check(OfficeNumber::parse(entry.number.text()) == entry.number, "the number is a number");
  for (const auto* text : {&entry.name_kana, &entry.address, &entry.phone, &entry.security_mail}) {
    check(!*text || !has_control_character(**text), "a text has no control character");
  }
  check(!has_control_character(entry.name), "a name has no control character");
  if (entry.postcode && !entry.postcode->empty()) {
    const std::string& code = *entry.postcode;
    check(code.size() == 7 && code.find_first_not_of("0123456789") == std::string::npos,
          "a postcode is seven digits");
  }
  if (!entry.issuers) return;
  check(std::all_of(entry.issuers->begin(), entry.issuers->end(), is_prefecture_code),
        "issuers are unions");
}

std::string joined(const std::vector<std::string>& issuers) {
  std::string text;
  for (const std::string& code : issuers)
    text += (text.empty() ? "" : ";") + code;
  return text.empty() ? "なし" : text;
}

/// The entry as a ledger of one row, with the columns that it speaks of.
std::string printed(const LedgerEntry& entry) {
  std::vector<std::string> header{"事業所番号", "事業所名"};
  std::vector<std::string> fields{entry.number.text(), entry.name};
  const auto add = [&](const char* column, const std::optional<std::string>& value) {
    if (!value) return;
    header.emplace_back(column);
    fields.push_back(*value);
  };
  add("事業所名カナ", entry.name_kana);
  add("郵便番号", entry.postcode);
  add("住所", entry.address);
  add("電話番号", entry.phone);
  add("セキュリティ用メールアドレス", entry.security_mail);
  if (entry.status) add("状態", std::string(japanese(*entry.status)));
  if (entry.issuers) add("発行都道府県", joined(*entry.issuers));
  return std::string(kUtf8Bom) + csv_line(header) + csv_line(fields);
}

bool same(const LedgerEntry& a, const LedgerEntry& b) {
  return a.number == b.number && a.name == b.name && a.name_kana == b.name_kana &&
         a.postcode == b.postcode && a.address == b.address && a.phone == b.phone &&
         a.security_mail == b.security_mail && a.status == b.status && a.issuers == b.issuers;
}

void check_round_trip(const LedgerEntry& entry) {
  static const ScratchFile file("printed-ledger.csv");
  file.put(printed(entry));
  CsvReader reader(file.path());
  const auto format = LedgerFormat::recognise(reader);
  check(std::holds_alternative<LedgerFormat>(format), "a printed header is recognised");
  const auto item = reader.next();
  check(item && std::holds_alternative<CsvRow>(*item), "a printed entry is a row");
  const auto again = std::get<LedgerFormat>(format).read(std::get<CsvRow>(*item));
  check(std::holds_alternative<LedgerEntry>(again), "a printed entry is taken");
  check(same(std::get<LedgerEntry>(again), entry), "a printed entry says the same");
}

void examine(std::string_view bytes) {
  static const ScratchFile file("ledger.csv");
  file.put(bytes);
  CsvReader reader(file.path());
  if (reader.header_error()) return;
  const auto format = LedgerFormat::recognise(reader);
  if (const auto* errors = std::get_if<ItemErrors>(&format)) return check_errors(*errors);
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr) continue;
    const auto entry = std::get<LedgerFormat>(format).read(*row);
    if (const auto* errors = std::get_if<ItemErrors>(&entry)) {
      check_errors(*errors);
    } else {
      check_entry(std::get<LedgerEntry>(entry));
      check_round_trip(std::get<LedgerEntry>(entry));
    }
  }
}

}  // namespace
}  // namespace saihakko::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  saihakko::fuzz::examine({reinterpret_cast<const char*>(data), size});
  return 0;
}

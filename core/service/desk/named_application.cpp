#include "core/service/desk/named_application.hpp"

#include <fmt/format.h>

#include <vector>

#include "core/domain/serial_number.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMost = 10'000;

Application of_office(Database& database, const OfficeNumber& number) {
  const auto all = applications_of(database, number, kMost);
  if (all.empty()) throw UsageError(fmt::format("事業所 {} の申請はありません", number.text()));
  std::vector<Application> open;
  for (const Application& application : all) {
    const bool handed_in = !may_change(application.state, ApplicationState::abandoned);
    if (is_open(application.state) && handed_in) open.push_back(application);
  }
  if (open.empty()) return all.front();
  if (open.size() == 1) return open.front();
  std::string receipts;
  for (const Application& application : open)
    receipts += " " + application.receipt_number;
  throw UsageError(
      fmt::format("事業所 {} には手続き中の申請が{}件あります。受付番号で指定して"
                  "ください:{}",
                  number.text(), open.size(), receipts));
}

}  // namespace

Application named_application(Database& database, std::string_view text) {
  if (const auto receipt = parse_serial_number(kReceiptLetter, text)) {
    if (auto application = find_application(database, *receipt)) return *application;
    throw UsageError(fmt::format("受付番号 {} の申請はありません", *receipt));
  }
  if (const auto number = OfficeNumber::parse(text)) return of_office(database, *number);
  throw UsageError(fmt::format("{} は受付番号でも事業所番号でもありません", text));
}

Application application_or_letter_named(Database& database, std::string_view text) {
  const auto notice = parse_serial_number(kNoticeLetter, text);
  if (!notice) return named_application(database, text);
  const auto letter = find_letter(database, *notice);
  if (!letter) throw UsageError(fmt::format("通知書番号 {} の通知書はありません", *notice));
  return named_application(database, letter->receipt_number);
}

}  // namespace saihakko

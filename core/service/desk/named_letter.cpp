#include "core/service/desk/named_letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "core/domain/serial_number.hpp"
#include "core/service/applications/possible_verbs.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostApplications = 10'000;

std::string list_of(const std::vector<Letter>& letters) {
  std::string text;
  for (const Letter& letter : letters) {
    text += fmt::format("\n  {} 第{}版 {} {}", letter.notice_number, letter.edition,
                        letter.receipt_number, japanese(letter.state));
  }
  return text;
}

bool of_one_application(const std::vector<Letter>& letters) {
  return std::all_of(letters.begin(), letters.end(), [&letters](const Letter& letter) {
    return letter.receipt_number == letters.front().receipt_number;
  });
}

/// `letters` by application, then edition.
std::string the_one(const std::vector<Letter>& letters, std::string_view text) {
  if (letters.empty()) throw UsageError(fmt::format("{} の通知書はまだありません", text));
  std::vector<Letter> live;
  std::copy_if(letters.begin(), letters.end(), std::back_inserter(live),
               [](const Letter& letter) { return is_live(letter.state); });
  if (live.size() == 1) return live.front().notice_number;
  if (live.empty() && of_one_application(letters)) return letters.back().notice_number;
  const std::vector<Letter>& candidates = live.empty() ? letters : live;
  throw UsageError(fmt::format("{} の通知書は{}通あります。通知書番号で指定してください:{}", text,
                               candidates.size(), list_of(candidates)));
}

std::vector<Letter> letters_of_office(Database& database, const OfficeNumber& number) {
  std::vector<Letter> letters;
  for (const Application& application : applications_of(database, number, kMostApplications)) {
    for (Letter& letter : letters_of_application(database, application.receipt_number)) {
      letters.push_back(std::move(letter));
    }
  }
  return letters;
}

}  // namespace

std::string named_letter(Database& database, std::string_view text) {
  if (const auto notice = parse_serial_number(kNoticeLetter, text)) {
    if (find_letter(database, *notice)) return *notice;
    throw UsageError(fmt::format("通知書番号 {} の通知書はありません", *notice));
  }
  if (const auto receipt = parse_serial_number(kReceiptLetter, text)) {
    const auto application = find_application(database, *receipt);
    if (!application) throw UsageError(fmt::format("受付番号 {} の申請はありません", *receipt));
    const std::vector<Letter> letters = letters_of_application(database, *receipt);
    if (letters.empty()) {
      throw UsageError(fmt::format("{} の通知書はまだありません(申請の現在の状態: {})。{}",
                                   *receipt, japanese(application->state),
                                   possible_verbs(*application)));
    }
    return the_one(letters, *receipt);
  }
  if (const auto number = OfficeNumber::parse(text)) {
    return the_one(letters_of_office(database, *number), number->text());
  }
  throw UsageError(fmt::format("{} は通知書番号でも受付番号でも事業所番号でもありません", text));
}

}  // namespace saihakko

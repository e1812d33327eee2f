#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/domain/instant.hpp"
#include "core/domain/print_result.hpp"
#include "core/service/intake/item_error.hpp"

namespace saihakko {

/// The columns of inbox/print-results.
namespace print_results {
inline constexpr const char* kNotice = "通知書番号";
inline constexpr const char* kResult = "結果";
inline constexpr const char* kTime = "日時";
inline constexpr const char* kPerson = "担当者";
inline constexpr const char* kTracking = "追跡番号";
inline constexpr const char* kAll[] = {kNotice, kResult, kTime, kPerson, kTracking};
/// Of the form that the print room fills in, and read by people alone.
inline constexpr const char* kFile = "ファイル";
inline constexpr const char* kPage = "ページ";
}  // namespace print_results

/// The fields of a row as they were given; a column that the file does not have is empty.
struct PrintResultFields {
  std::string notice;
  std::string result;
  std::string time;
  std::string person;
  std::string tracking_number;
};

/// One line: a result of one letter, or of all letters of a batch.
struct PrintResultLine {
  enum class Names { letter, batch };
  Names names = Names::letter;
  std::string number;  ///< the notice number or the batch's name, as they are written
  PrintResult result = PrintResult::collected;
  std::optional<Instant> at;  ///< nullopt: the line gives no time
  bool whole_day = false;     ///< it gives a day alone, whose beginning `at` is
  std::string person;
  std::string tracking_number;
};

/// All errors at once. A time may lie ahead of `now` by a few minutes, for clocks that differ.
std::variant<PrintResultLine, ItemErrors> read_print_result(const PrintResultFields& fields,
                                                            Instant now);

}  // namespace saihakko

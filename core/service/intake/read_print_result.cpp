#include "core/service/intake/read_print_result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/calendar.hpp"
#include "core/domain/no_value.hpp"
#include "core/domain/serial_number.hpp"
#include "core/domain/spreadsheet_damage.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/service/intake/read_cell.hpp"

namespace saihakko {
namespace {

using namespace print_results;

constexpr std::int64_t kMostAheadMs = 10 * kMinuteMs;
constexpr std::size_t kLongestPerson = 60;
constexpr std::size_t kLongestTracking = 40;
constexpr char kBatchLetter = 'B';

/// `B13-20261122-01`.
bool is_batch_name(std::string_view text) {
  constexpr std::string_view kShape = "B00-00000000-00";
  if (text.size() < kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = i >= kShape.size() || kShape[i] == '0';
    if (digit ? text[i] < '0' || text[i] > '9' : text[i] != kShape[i]) return false;
  }
  return true;
}

void read_number(const std::string& text, PrintResultLine& line, ItemErrors& errors) {
  std::string folded = fold_width(text);
  if (folded.starts_with(kBatchLetter)) {
    line.names = PrintResultLine::Names::batch;
    if (!is_batch_name(folded)) {
      errors.push_back({kNotice, text, "バッチ名として読めません(例: B13-20261122-01)"});
    }
    line.number = std::move(folded);
    return;
  }
  const auto number = parse_serial_number(kNoticeLetter, text);
  if (!number) {
    std::string damage = damaged_number(text);
    errors.push_back({kNotice, text,
                      damage.empty()
                          ? "通知書番号として読めません。N と数字9桁です(最後の桁は検査数字)"
                          : std::move(damage)});
  }
  line.number = number.value_or("");
}

void read_result(const std::string& text, PrintResultLine& line, ItemErrors& errors) {
  const auto result = parse_japanese_print_result(clean_text(text));
  if (!result) {
    errors.push_back({kResult, text, "受取・印刷済・投函済・書損・返戻のどれでもありません"});
  }
  line.result = result.value_or(PrintResult::collected);
}

/// `2026/11/22` or `2026-11-22`.
std::optional<JapanDate> parse_day(std::string text) {
  std::replace(text.begin(), text.end(), '-', '/');
  return parse_slash_date(text);
}

void read_time(const std::string& text, Instant now, PrintResultLine& line, ItemErrors& errors) {
  const std::string folded = fold_width(text);
  if (folded.empty()) return;
  line.at = parse_rfc3339(folded);
  if (!line.at) line.at = parse_excel_time(folded);
  if (const auto day = line.at ? std::nullopt : parse_day(folded)) {
    line.at = start_of_japan_day(*day);
    line.whole_day = true;
  }
  if (!line.at) {
    errors.push_back({kTime, text,
                      "日時として読めません。2026/11/22 9:00 か 2026-11-22T09:00:00+09:00 か、"
                      "日付だけなら 2026/11/22 の形で書いてください"});
  } else if (*line.at > now.plus_ms(kMostAheadMs)) {
    errors.push_back({kTime, text, fmt::format("先の日時です(いまは {})", japan_minute(now))});
  }
}

std::string read_free_text(const char* column, const std::string& text, std::size_t longest,
                           ItemErrors& errors) {
  std::string read = read_text(column, text, std::string::npos, errors).value_or("");
  if (decode_utf8(read)->size() > longest) {
    errors.push_back({column, text, fmt::format("{}文字までにしてください", longest)});
  }
  return is_no_value(read) ? std::string() : read;
}

/// Whoever sends the letters gives numbers of different shapes; a damaged one follows nothing.
std::string read_tracking_number(const std::string& text, ItemErrors& errors) {
  if (std::string damage = damaged_number(text); !damage.empty()) {
    errors.push_back({kTracking, text, std::move(damage)});
  }
  return read_free_text(kTracking, text, kLongestTracking, errors);
}

}  // namespace

std::variant<PrintResultLine, ItemErrors> read_print_result(const PrintResultFields& fields,
                                                            Instant now) {
  PrintResultLine line;
  ItemErrors errors;
  read_number(fields.notice, line, errors);
  read_result(fields.result, line, errors);
  read_time(fields.time, now, line, errors);
  line.person = read_free_text(kPerson, fields.person, kLongestPerson, errors);
  line.tracking_number = read_tracking_number(fields.tracking_number, errors);
  if (!errors.empty()) return errors;
  return line;
}

}  // namespace saihakko

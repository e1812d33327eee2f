#include "core/domain/calendar.hpp"

#include <fmt/format.h>

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <charconv>
#include <chrono>

namespace saihakko {
namespace {

using boost::gregorian::date;
using boost::gregorian::date_duration;

constexpr std::int64_t kJapanOffsetMs = 9 * 60 * kMinuteMs;

const date& epoch() {
  static const date day(1970, 1, 1);
  return day;
}

std::int64_t floor_days(std::int64_t ms) {
  return ms >= 0 ? ms / kDayMs : -((-ms + kDayMs - 1) / kDayMs);
}

struct JapanTime {
  JapanDate date;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
};

JapanTime japan_time(Instant instant) {
  const std::int64_t local_ms = instant.ms + kJapanOffsetMs;
  const std::int64_t days = floor_days(local_ms);
  const auto rest = static_cast<int>(local_ms - days * kDayMs);
  return {date_of_day(days), rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000};
}

/// Exactly `width` digits at the front of `text`, taken off it.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + width, value);
  if (error != std::errc() || end != text.data() + width || text[0] == '-') return std::nullopt;
  text.remove_prefix(width);
  return value;
}

/// One digit or two.
std::optional<int> take_short_number(std::string_view& text) {
  const bool two = text.size() > 1 && text[1] >= '0' && text[1] <= '9';
  return take_digits(text, two ? 2 : 1);
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::int64_t> existing_day(int year, int month, int day) {
  try {
    return (date(static_cast<unsigned short>(year), static_cast<unsigned short>(month),
                 static_cast<unsigned short>(day)) -
            epoch())
        .days();
  } catch (const std::out_of_range&) {  // Boost's answer to 31 February or the year 0
    return std::nullopt;
  }
}

/// The day number of `2026/1/1` at the front of `text`, taken off it.
std::optional<std::int64_t> take_slash_day(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, "/")) return std::nullopt;
  const auto month = take_short_number(text);
  if (!month || !take(text, "/")) return std::nullopt;
  const auto day = take_short_number(text);
  if (!day) return std::nullopt;
  return existing_day(*year, *month, *day);
}

/// The calendar ends with 1400 and 9999; an offset can carry an instant past its ends.
bool has_a_day_in_japan(Instant instant) {
  static const std::int64_t first = existing_day(1400, 1, 1).value();
  static const std::int64_t last = existing_day(9999, 12, 31).value();
  const std::int64_t day = floor_days(instant.ms + kJapanOffsetMs);
  return day >= first && day <= last;
}

std::optional<int> take_fraction_ms(std::string_view& text) {
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  int ms = 0;
  int weight = 100;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    ms += (text[0] - '0') * weight;
    weight /= 10;
    text.remove_prefix(1);
  }
  return ms;
}

std::optional<std::int64_t> take_offset_ms(std::string_view& text) {
  if (take(text, "Zz")) return 0;
  const bool west = !text.empty() && text[0] == '-';
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 23 || !take(text, ":")) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const std::int64_t offset = (*hours * 60 + *minutes) * kMinuteMs;
  return west ? -offset : offset;
}

}  // namespace

Instant Clock::real_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

JapanDate japan_date(Instant instant) {
  return japan_time(instant).date;
}

std::int64_t day_number(JapanDate day) {
  return existing_day(day.year, day.month, day.day).value();
}

JapanDate date_of_day(std::int64_t day_number) {
  const date day = epoch() + date_duration(day_number);
  return {day.year(), day.month(), day.day()};
}

Instant start_of_japan_day(JapanDate day) {
  return {day_number(day) * kDayMs - kJapanOffsetMs};
}

Instant end_of_japan_day(Instant instant, int days) {
  const std::int64_t day = floor_days(instant.ms + kJapanOffsetMs) + days;
  return {(day + 1) * kDayMs - kJapanOffsetMs - 1};
}

std::string rfc3339(Instant instant) {
  const JapanTime t = japan_time(instant);
  const std::string fraction = t.millisecond == 0 ? "" : fmt::format(".{:03}", t.millisecond);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}+09:00", t.date.year, t.date.month,
                     t.date.day, t.hour, t.minute, t.second, fraction);
}

std::string japan_date_time_text(Instant instant) {
  const JapanTime t = japan_time(instant);
  return fmt::format("{}年{:02}月{:02}日 {:02}時{:02}分", t.date.year, t.date.month, t.date.day,
                     t.hour, t.minute);
}

std::string japan_day_text(Instant instant) {
  const JapanDate date = japan_date(instant);
  return fmt::format("{}年{:02}月{:02}日", date.year, date.month, date.day);
}

std::string japan_minute(Instant instant) {
  const JapanTime t = japan_time(instant);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", t.date.year, t.date.month, t.date.day, t.hour,
                     t.minute);
}

std::string compact_date(JapanDate day) {
  return fmt::format("{:04}{:02}{:02}", day.year, day.month, day.day);
}

std::string compact_time(Instant instant) {
  const JapanTime t = japan_time(instant);
  return fmt::format("{}-{:02}{:02}{:02}{:03}", compact_date(t.date), t.hour, t.minute, t.second,
                     t.millisecond);
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day || !take(text, "Tt ")) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 60) return std::nullopt;
  const auto fraction_ms = take(text, ".") ? take_fraction_ms(text) : 0;
  const auto offset_ms = take_offset_ms(text);
  const auto days = existing_day(*year, *month, *day);
  if (!fraction_ms || !offset_ms || !days || !text.empty()) return std::nullopt;
  const std::int64_t in_day = (*hour * 60 + *minute) * kMinuteMs + *second * 1000 + *fraction_ms;
  const Instant instant{*days * kDayMs + in_day - *offset_ms};
  if (!has_a_day_in_japan(instant)) return std::nullopt;
  return instant;
}

std::optional<Instant> parse_excel_time(std::string_view text) {
  const auto days = take_slash_day(text);
  if (!days || !take(text, " ")) return std::nullopt;
  const auto hour = take_short_number(text);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const auto second = take(text, ":") ? take_digits(text, 2) : 0;
  if (!second || *second > 59 || !text.empty()) return std::nullopt;
  const std::int64_t in_day = (*hour * 60 + *minute) * kMinuteMs + *second * 1000;
  return Instant{*days * kDayMs + in_day - kJapanOffsetMs};
}

std::optional<JapanDate> parse_slash_date(std::string_view text) {
  const auto day = take_slash_day(text);
  if (!day || !text.empty()) return std::nullopt;
  return date_of_day(*day);
}

}  // namespace saihakko

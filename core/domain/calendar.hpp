#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/instant.hpp"

namespace saihakko {

/// A day in Japan (UTC+09:00, no daylight saving).
struct JapanDate {
  int year = 1970;
  int month = 1;
  int day = 1;

  auto operator<=>(const JapanDate&) const = default;
};

JapanDate japan_date(Instant instant);

/// Days since 1970-01-01; `date` must exist and lie in the years 1400–9999.
std::int64_t day_number(JapanDate date);
JapanDate date_of_day(std::int64_t day_number);

/// Midnight in Japan at which the day begins.
Instant start_of_japan_day(JapanDate date);

/// The last millisecond of the day in Japan that lies `days` after the day of `instant`: a
/// credential that is valid until a printed date is valid to the end of that day.
Instant end_of_japan_day(Instant instant, int days);

/// How the first year of an era is written (core/domain/era.hpp).
enum class FirstYear { number, gannen };

/// `2026-11-22T09:00:00+09:00`, with milliseconds only when there are some.
std::string rfc3339(Instant instant);

/// `2026年11月22日 09時00分`, as a person reads it in a mail.
std::string japan_date_time_text(Instant instant);

/// `2026年11月22日`, as a person reads it in a mail.
std::string japan_day_text(Instant instant);

/// `2026-11-22 09:00`, for tables.
std::string japan_minute(Instant instant);

/// `20261122`, for directory names.
std::string compact_date(JapanDate date);

/// `20261122-090000123`, Japan time to the millisecond: file names that sort by time.
std::string compact_time(Instant instant);

/// RFC 3339 with an offset or Z, seconds required, a fraction cut to milliseconds. nullopt for
/// anything else, impossible days included, and for a day in Japan outside the years 1400–9999.
std::optional<Instant> parse_rfc3339(std::string_view text);

/// `2026/11/22 9:00` as Excel writes it in Japan, or `2026/11/22 9:00:05`: Japan time. nullopt for
/// anything else, a day without a time included.
std::optional<Instant> parse_excel_time(std::string_view text);

/// A day as Excel and the Cabinet Office write it, `2026/1/1`. nullopt for anything else,
/// impossible days included.
std::optional<JapanDate> parse_slash_date(std::string_view text);

}  // namespace saihakko

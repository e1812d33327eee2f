#include "core/letter/cover_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/domain/calendar.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kAreaDigits = 2;
constexpr std::size_t kMostUrgentNamed = 6;

/// 64 digits are too long for one line that a person compares.
std::vector<std::string> halves(const std::string& digits) {
  const std::size_t half = digits.size() / 2;
  return {digits.substr(0, half), digits.substr(half)};
}

/// `N26000017Q（letters-0001 3頁）、…　ほか 2 通`; empty for none.
std::string named_first(const std::vector<UrgentLetter>& letters) {
  std::string text;
  const std::size_t named = std::min(letters.size(), kMostUrgentNamed);
  for (std::size_t i = 0; i < named; ++i) {
    const UrgentLetter& letter = letters[i];
    if (i > 0) text += "、";
    text += fmt::format("{}（{} {}頁）", letter.notice_number,
                        letter.file.substr(0, letter.file.find('.')), letter.page);
  }
  if (letters.size() > named) text += fmt::format("　ほか {} 通", letters.size() - named);
  return text;
}

/// Empty for none.
std::string some(std::size_t count) {
  return count == 0 ? "" : std::to_string(count);
}

}  // namespace

std::vector<PostcodeArea> postcode_areas(const std::vector<std::string>& postcodes) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& postcode : postcodes)
    ++counts[postcode.substr(0, kAreaDigits)];
  std::vector<PostcodeArea> areas;
  for (const auto& [digits, letters] : counts)
    areas.push_back({digits, letters});
  return areas;
}

PageFields cover_fields(const CoverContent& cover) {
  return {{"union_name", {cover.union_name}},
          {"batch_name", {cover.batch_name}},
          {"made_at", {japan_date_time_text(cover.made_at)}},
          {"letters", {std::to_string(cover.letters)}},
          {"files", {std::to_string(cover.files)}},
          {"first_notice_number", {cover.first_notice_number}},
          {"last_notice_number", {cover.last_notice_number}},
          {"first_mark", {cover.first_mark}},
          {"last_mark", {cover.last_mark}},
          {"postage", {cover.postage}},
          {"post_by", {cover.post_by}},
          {"contact", cover.contact, FieldLines::several},
          {"urgent", {named_first(cover.urgent)}},
          {"urgent_letters", {some(cover.urgent.size())}},
          {"no_urgent", {cover.urgent.empty() ? "なし" : ""}},
          {"audit_head", halves(cover.audit_head), FieldLines::several},
          {"pulls", {some(cover.pulls.size())}},
          {"no_pulls", {cover.pulls.empty() ? "0" : ""}}};
}

PageFields pull_sheet_fields(const CoverContent& cover, const PullSheet& sheet) {
  return {{"union_name", {cover.union_name}},
          {"batch_name", {cover.batch_name}},
          {"made_at", {japan_date_time_text(cover.made_at)}},
          {"pulls", {some(cover.pulls.size())}},
          {"sheet", {std::to_string(sheet.number)}},
          {"sheets", {std::to_string(sheet.count)}},
          {"rest", {some(sheet.rest)}}};
}

}  // namespace saihakko

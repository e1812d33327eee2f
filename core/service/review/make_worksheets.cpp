#include "core/service/review/make_worksheets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/files/owner_lock.hpp"
#include "core/service/review/worksheet_pages.hpp"
#include "core/service/setup/union_directory.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/worksheets_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFileMode = 0640;
constexpr mode_t kDirectoryMode = 0750;
constexpr int kWait_ms = 60'000;  // others hold the lock for as long as they write a worksheet
constexpr std::int64_t kMostRows = 100'000;

fs::path xlsx_of(const fs::path& directory, const std::string& name) {
  return directory / (name + ".xlsx");
}

fs::path csv_of(const fs::path& directory, const std::string& name) {
  return directory / (name + ".csv");
}

/// `20261122_0900` in Japan.
std::string minute_text() {
  const Instant now = Clock::real_now();
  const std::string minute = japan_minute(now);
  return fmt::format("{}_{}{}", compact_date(japan_date(now)), minute.substr(11, 2),
                     minute.substr(14, 2));
}

std::string free_name(Database& database, const fs::path& directory, std::string_view prefecture) {
  const bool several = applied_prefectures(database).size() > 1;
  const std::string name =
      fmt::format("審査一覧_{}{}{}", minute_text(), several ? "_" : "", several ? prefecture : "");
  for (int n = 1;; ++n) {
    const std::string numbered = n == 1 ? name : fmt::format("{}-{}", name, n);
    if (!worksheet_name_taken(database, numbered) && !fs::exists(xlsx_of(directory, numbered)) &&
        !fs::exists(csv_of(directory, numbered))) {
      return numbered;
    }
  }
}

Worksheet begin(Database& database, const fs::path& directory, std::string_view prefecture,
                Instant now) {
  Transaction transaction(database);
  const std::string name = free_name(database, directory, prefecture);
  const std::int64_t id = begin_worksheet(database, prefecture, name, now);
  transaction.commit();
  return {id, name};
}

void close(Database& database, const Actor& actor, const Worksheet& worksheet,
           const std::vector<ReviewRow>& rows, Instant now) {
  const auto applications = static_cast<std::int64_t>(rows.size());
  Transaction transaction(database);
  for (const ReviewRow& row : rows) {
    set_listed_version(database, row.application.id, row.application.version);
  }
  close_worksheet(database, worksheet.id, applications);
  append_audit(database, actor, now,
               {"worksheet_made", worksheet.name, std::to_string(applications)});
  transaction.commit();
}

/// All that it showed has been decided or withdrawn since, so nobody needs it.
void abandon(Database& database, const fs::path& directory, const Worksheet& worksheet) {
  remove_file(xlsx_of(directory, worksheet.name));
  remove_file(csv_of(directory, worksheet.name));
  Transaction transaction(database);
  remove_worksheet(database, worksheet.id);
  transaction.commit();
}

bool is_to_list(Database& database, std::string_view prefecture) {
  const auto prefectures = prefectures_to_list(database);
  return std::find(prefectures.begin(), prefectures.end(), prefecture) != prefectures.end();
}

}  // namespace

std::optional<MadeWorksheet> make_worksheet(Database& database, const Actor& actor,
                                            const WorksheetDesk& desk, std::string_view prefecture,
                                            MakeWorksheet when, Instant now) {
  const fs::path locks = desk.settings.state_dir / "locks";
  make_directories(locks, kDirectoryMode);
  const auto lock = FileLock::wait_lock(locks / "worksheets.lock", kWait_ms);
  if (when == MakeWorksheet::when_new && !is_to_list(database, prefecture)) return std::nullopt;
  const fs::path directory = union_directory(desk.settings.state_dir / "review", prefecture);
  const auto rows = review_rows(database, prefecture, desk.settings.review, kMostRows, now);
  auto worksheet = begun_worksheet(database, prefecture);
  if (rows.empty()) {
    if (worksheet) abandon(database, directory, *worksheet);
    return std::nullopt;
  }
  if (!worksheet) worksheet = begin(database, directory, prefecture, now);
  make_directories(directory, kDirectoryMode);
  const Sheet sheet = review_sheet(rows, {desk.working_days, desk.settings}, desk.reasons, now);
  MadeWorksheet made{std::string(prefecture), xlsx_of(directory, worksheet->name),
                     csv_of(directory, worksheet->name), static_cast<std::int64_t>(rows.size())};
  replace_file(made.csv, sheet_csv(sheet, desk.settings.review.csv_encoding), kFileMode);
  const std::string heading = worksheet_heading(desk.unions.at(prefecture).name, japan_minute(now));
  replace_file(made.xlsx,
               write_workbook({desk_page(sheet, desk.reasons, heading), paper_page(sheet, heading),
                               reason_page(desk.reasons, heading)}),
               kFileMode);
  close(database, actor, *worksheet, rows, now);
  return made;
}

}  // namespace saihakko

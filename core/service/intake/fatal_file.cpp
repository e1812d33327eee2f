#include "core/service/intake/fatal_file.hpp"

#include <string>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/service/intake/errors_csv.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostDeaths = 2;

}  // namespace

bool begin_taking(Database& database, std::string_view kind, const InboxFile& file) {
  const auto before = inbox_taking(database, kind);
  const bool again = before && before->file_id == file.id && before->line == file.next_line;
  const std::int64_t deaths = again ? before->begun : 0;
  if (deaths >= kMostDeaths) return false;
  set_inbox_taking(database, kind, {file.id, file.next_line, deaths + 1});
  return true;
}

void advance_taking(Database& database, std::string_view kind, const InboxFile& file) {
  if (file.next_line == 0) {
    clear_file_set_aside(database, kind, file.id);
    return clear_inbox_taking(database, kind);
  }
  set_inbox_taking(database, kind, {file.id, file.next_line, 1});
}

void end_taking(Database& database, std::string_view kind) {
  if (!inbox_taking(database, kind)) return;
  Transaction transaction(database);
  clear_inbox_taking(database, kind);
  transaction.commit();
}

void set_aside(JobRun& run, Database& database, const InboxFolder& folder, std::string_view kind,
               const std::filesystem::path& path, const InboxFile& file) {
  std::vector<InboxError> errors = inbox_errors_of(database, file.id);
  errors.push_back(
      {file.next_line, "", "",
       "この行かその後を取り込む途中で、プログラムが2回止まりました。ファイルを確かめ、"
       "直すか分けてから置き直してください",
       ""});
  const std::string day = compact_date(japan_date(Clock::real_now()));
  const std::filesystem::path moved = folder.move_to_refused(path, day, errors_csv(errors));
  Transaction transaction(database);
  remove_inbox_errors(database, file.id);
  clear_inbox_taking(database, kind);
  set_file_set_aside(database, {std::string(kind), moved.string()}, file.id);
  transaction.commit();
  run.malformed(1);
  run.log().warn("file_set_aside", {{"job", run.job()}, {"file", moved.string()}});
}

}  // namespace saihakko

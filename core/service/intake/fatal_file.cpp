#include "core/service/intake/fatal_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/files/durable_file.hpp"
#include "core/service/intake/errors_csv.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostDeaths = 2;
constexpr mode_t kMode = 0640;

}  // namespace

TakingMark::TakingMark(const std::filesystem::path& inbox_dir, std::string_view kind)
    : path_(inbox_dir / fmt::format(".taking-{}", kind)) {}

bool TakingMark::begin(const InboxFile& file) const {
  std::int64_t id = 0;
  std::int64_t line = 0;
  std::int64_t begun = 0;
  const bool known = static_cast<bool>(std::ifstream(path_) >> id >> line >> begun);
  const std::int64_t deaths = known && id == file.id && line == file.next_line ? begun : 0;
  if (deaths >= kMostDeaths) return false;
  try {
    replace_file(path_, fmt::format("{} {} {}\n", file.id, file.next_line, deaths + 1), kMode);
  } catch (const FileError&) {
    end();
  }
  return true;
}

void TakingMark::end() const {
  std::error_code gone;
  std::filesystem::remove(path_, gone);
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
  set_file_set_aside(database, {std::string(kind), moved.string()}, file.id);
  transaction.commit();
  run.malformed(1);
  run.log().warn("file_set_aside", {{"job", run.job()}, {"file", moved.string()}});
}

}  // namespace saihakko

#include "core/letter/stop_list.hpp"

#include "core/files/csv_writer.hpp"
#include "core/files/durable_file.hpp"

namespace saihakko {
namespace {

constexpr mode_t kFileMode = 0640;
constexpr mode_t kDirectoryMode = 0750;
constexpr std::size_t kLargest = std::size_t{64} * 1024 * 1024;

}  // namespace

void write_stop_list(const std::filesystem::path& union_directory,
                     const std::vector<StopRow>& rows) {
  const std::filesystem::path file = union_directory / "stop.csv";
  const bool there = std::filesystem::exists(file);
  if (rows.empty() && !there) return;
  std::string text = "\xEF\xBB\xBF通知書番号,バッチ,ファイル,ページ,理由\r\n";
  for (const StopRow& row : rows) {
    const std::vector<std::string> fields{row.notice_number, row.batch, row.file,
                                          std::to_string(row.page), row.reason};
    text += csv_line(fields);
  }
  if (there && read_file(file, kLargest) == text) return;
  make_directories(union_directory, kDirectoryMode);  // a dry run has no batches in its own
  replace_file(file, text, kFileMode);
}

}  // namespace saihakko

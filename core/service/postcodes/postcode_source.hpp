#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/service/intake/inbox_intake.hpp"
#include "core/service/postcodes/postcode_file.hpp"
#include "core/service/run/job_run.hpp"

namespace saihakko {

/// A file of Japan Post as a source of places. A whole list takes the place of the one in force
/// when its last record was taken, and not when it was cut off, when more than ten
/// records and one in a hundred are malformed, or when it is less than nine tenths as long. The changes of a
/// month are made to the list in force.
class PostcodeSource : public InboxSource {
 public:
  /// Throws FileError as CsvReader does.
  PostcodeSource(JobRun& run, Database& database, const std::filesystem::path& file,
                 std::int64_t file_id);

  void skip_to_line(std::int64_t line) override;
  std::int64_t next_line() const override;
  Item take_next(std::vector<InboxError>& errors) override;
  void end_of_file() override;

 private:
  /// Why nothing of the file can be taken; empty when it can.
  std::string obstacle();
  Item refuse(std::vector<InboxError>& errors, std::int64_t line, std::string reason);
  /// The next record, or what is wrong with it; nullopt at the end.
  std::optional<std::variant<CsvRow, CsvError>> next_row();
  /// Remembers what the records of a whole list are like, since the run that reads it began.
  Item count(Item item);
  Item take_row(const CsvRow& row, std::vector<InboxError>& errors);
  /// Whether the lines that an entry goes on over were found; their towns are added to it.
  bool join(PostcodeRecord& record);
  void take_places(const PostcodeRecord& record);
  Item take_end(std::vector<InboxError>& errors);

  JobRun& run_;
  Database& database_;
  std::string name_;
  std::optional<PostcodeFile> file_;
  std::int64_t list_id_;
  CsvReader reader_;
  std::optional<std::variant<CsvRow, CsvError>> ahead_;
  std::int64_t records_ = 0;
  std::int64_t bad_records_ = 0;
  bool last_is_bad_ = false;
  bool looked_ = false;   ///< for an obstacle
  bool refused_ = false;  ///< nothing more of the file is taken
  bool checked_ = false;  ///< whether the whole list may come into force
};

}  // namespace saihakko

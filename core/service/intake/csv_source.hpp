#pragma once

#include <filesystem>
#include <vector>

#include "core/files/csv_reader.hpp"
#include "core/service/intake/inbox_intake.hpp"

namespace saihakko {

/// A CSV file of the inbox: what is wrong with its header or quoting is reported here, the rows go
/// to the job's own take_row().
class CsvSource : public InboxSource {
 public:
  explicit CsvSource(const std::filesystem::path& file) : reader_(file) {}

  void skip_to_line(std::int64_t line) override { reader_.skip_to_line(line); }
  std::int64_t next_line() const override { return reader_.next_line(); }
  Item take_next(std::vector<InboxError>& errors) final;

 protected:
  const CsvReader& reader() const { return reader_; }
  /// An error where the owner is who acts and somebody else could have written the file.
  ItemErrors owner_errors() const;
  /// What the job misses in the header; then no row is read.
  virtual ItemErrors header_errors() const = 0;
  virtual Item take_row(const CsvRow& row, std::vector<InboxError>& errors) = 0;

 private:
  CsvReader reader_;
  bool header_checked_ = false;
  bool header_broken_ = false;
};

}  // namespace saihakko

#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/csv_reader.hpp"
#include "core/service/intake/inbox_intake.hpp"

namespace saihakko {

/// A CSV file of the inbox: what is wrong with its header or quoting is reported here, the rows go
/// to the job's own take_row().
class CsvSource : public InboxSource {
 public:
  /// `number_column` is the one that names what a row is about, for the errors file; `needed` are
  /// those that the job reads.
  CsvSource(const std::filesystem::path& file, std::string_view number_column,
            std::span<const char* const> needed)
      : file_(file), reader_(file), number_column_(number_column) {
    reader_.need(needed);
  }

  void skip_to_line(std::int64_t line) override { reader_.skip_to_line(line); }
  std::int64_t next_line() const override { return reader_.next_line(); }
  Item take_next(std::vector<InboxError>& errors) override;

 protected:
  const CsvReader& reader() const { return reader_; }
  /// The next row, or nullopt at the end; what is wrong with the header or the row's quoting is
  /// added to `errors`, and there is no row then.
  std::optional<std::optional<CsvRow>> next_row(std::vector<InboxError>& errors);
  /// Names row and number in the errors from `first` on.
  void place(const CsvRow& row, std::vector<InboxError>& errors, std::size_t first) const;
  /// An error where the owner is who acts and somebody else could have written the file.
  ItemErrors owner_errors() const;
  /// What the job misses in the header; then no row is read.
  virtual ItemErrors header_errors() const = 0;
  virtual Item take_row(const CsvRow& row, std::vector<InboxError>& errors) = 0;

 private:
  bool check_header(std::vector<InboxError>& errors);

  std::filesystem::path file_;
  CsvReader reader_;
  std::string number_column_;
  bool header_checked_ = false;
  bool header_broken_ = false;
};

}  // namespace saihakko

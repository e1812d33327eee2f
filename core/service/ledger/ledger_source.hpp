#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/service/intake/csv_source.hpp"
#include "core/service/ledger/compare_ledger.hpp"
#include "core/service/ledger/import_ledger_entry.hpp"
#include "core/service/ledger/ledger_format.hpp"
#include "core/service/postcodes/postcode_lists.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// A ledger as a source of offices. It is read whole into a stage, compared with what there is, and
/// held where that changes too much; only then its offices are taken, one item each, by office
/// number, and its malformed rows reported. What is taken of an office does not depend on the order
/// of the file's rows.
class LedgerSource : public CsvSource {
 public:
  LedgerSource(JobRun& run, Database& database, const Settings& settings,
               const std::filesystem::path& file, std::int64_t file_id);

  Verdict examine() override;
  /// Positions: 1 is the first office, behind the last one come the malformed rows.
  void skip_to_line(std::int64_t position) override;
  std::int64_t next_line() const override { return next_ + next_error_ - 1; }
  Item take_next(std::vector<InboxError>& errors) override;
  void end_of_file() override;

 protected:
  ItemErrors header_errors() const override;
  Item take_row(const CsvRow& row, std::vector<InboxError>& errors) override;

 private:
  struct Counts {
    std::int64_t taken = 0;  ///< items
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t disagreeing = 0;  ///< rows
  };

  void read_all();
  Verdict compare();
  void forget_acceptance();
  void tell_held(const LedgerComparison& comparison);
  void warn_of_others(const MergedRows& office);
  std::optional<MergedRows> next_office();
  void take_office(const MergedRows& office);

  JobRun& run_;
  Database& database_;
  const Settings& settings_;
  std::string name_;
  LedgerImport import_;
  std::variant<LedgerFormat, ItemErrors> format_;
  std::optional<LedgerStage> stage_;
  std::optional<StagedOffices> offices_;
  std::optional<LedgerComparison::Pending> pending_;
  std::size_t next_pending_ = 0;
  std::int64_t next_ = 1;        ///< office
  std::int64_t next_error_ = 1;  ///< of the stage
  std::int64_t good_rows_ = 0;
  bool seen_all_ = false;  ///< the comparison has seen every office
  std::int64_t offices_in_file_ = 0;
  std::vector<LedgerCounts> compared_;
  Counts counts_;
  PostcodeCount postcodes_;
};

}  // namespace saihakko

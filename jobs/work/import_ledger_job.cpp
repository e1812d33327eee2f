#include "jobs/work/import_ledger_job.hpp"

#include "core/service/intake/csv_source.hpp"
#include "core/service/ledger/import_ledger_entry.hpp"
#include "core/service/ledger/ledger_format.hpp"
#include "core/service/ledger/ledger_taken.hpp"

namespace saihakko {
namespace {

/// For the log; counted since this process began the file.
struct LedgerCounts {
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t further_rows = 0;
  std::int64_t disagreeing = 0;
};

class LedgerSource : public CsvSource {
 public:
  LedgerSource(JobRun& run, Database& database, const Settings& settings,
               const std::filesystem::path& file, std::int64_t file_id)
      : CsvSource(file),
        run_(run),
        database_(database),
        settings_(settings),
        file_id_(file_id),
        format_(LedgerFormat::recognise(reader(), settings.mail.domains)) {}

  void end_of_file() override {
    const std::int64_t absent = record_ledger_taken(database_, run_.actor(), file_id_, run_.now());
    run_.log().info("ledger_taken", {{"job", run_.job()},
                                     {"added", counts_.added},
                                     {"changed", counts_.changed},
                                     {"unchanged", counts_.unchanged},
                                     {"further_rows", counts_.further_rows},
                                     {"disagreeing", counts_.disagreeing},
                                     {"offices_not_in_file", absent}});
  }

 protected:
  ItemErrors header_errors() const override {
    const auto* errors = std::get_if<ItemErrors>(&format_);
    return errors != nullptr ? *errors : ItemErrors{};
  }

  Item take_row(const CsvRow& row, std::vector<InboxError>& errors) override {
    const auto entry = std::get<LedgerFormat>(format_).read(row);
    if (const auto* found = std::get_if<ItemErrors>(&entry)) {
      add_errors(errors, row.line, *found);
      return Item::malformed;
    }
    take_entry(std::get<LedgerEntry>(entry), row.line);
    return Item::taken;
  }

 private:
  void take_entry(const LedgerEntry& entry, std::int64_t line) {
    switch (import_ledger_entry(database_, run_.actor(), entry, file_id_, settings_.user_id_prefix,
                                run_.now())) {
      case LedgerChange::added: ++counts_.added; break;
      case LedgerChange::changed: ++counts_.changed; break;
      case LedgerChange::unchanged: ++counts_.unchanged; break;
      case LedgerChange::same_number: ++counts_.further_rows; break;
      case LedgerChange::disagrees:
        ++counts_.further_rows;
        ++counts_.disagreeing;
        run_.log().warn("ledger_rows_disagree", {{"job", run_.job()},
                                                 {"office_number", entry.number.text()},
                                                 {"line", line},
                                                 {"kept", "first row"}});
        break;
    }
  }

  JobRun& run_;
  Database& database_;
  const Settings& settings_;
  std::int64_t file_id_;
  std::variant<LedgerFormat, ItemErrors> format_;
  LedgerCounts counts_;
};

}  // namespace

void run_import_ledger(JobRun& run, Database& database, const Settings& settings) {
  take_inbox(run, database, settings.inbox_dir, "ledger", SeenBefore::latest_only,
             [&](const std::filesystem::path& file, std::int64_t file_id) {
               return std::make_unique<LedgerSource>(run, database, settings, file, file_id);
             });
}

}  // namespace saihakko

#include "jobs/work/track_letters_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/domain/text_folding.hpp"
#include "core/service/intake/csv_source.hpp"
#include "core/service/intake/named_letters.hpp"
#include "core/service/intake/read_print_result.hpp"
#include "core/service/letters/print_room_report.hpp"
#include "core/service/letters/stop_letters.hpp"

namespace saihakko {
namespace {

using namespace print_results;

const char* column_of(TrackRefusal::Cause cause) {
  switch (cause) {
    case TrackRefusal::Cause::unknown_number:
    case TrackRefusal::Cause::not_theirs:
    case TrackRefusal::Cause::not_handed_over: return kNotice;
    case TrackRefusal::Cause::before_issue: return kTime;
    case TrackRefusal::Cause::contradiction:
    case TrackRefusal::Cause::must_not_be_posted: return kResult;
  }
  return kNotice;
}

class PrintResultSource : public CsvSource {
 public:
  PrintResultSource(JobRun& run, Database& database, const Settings& settings,
                    const std::filesystem::path& file, std::int64_t file_id)
      : CsvSource(file, kNotice, print_results::kAll),
        run_(run),
        database_(database),
        file_(file),
        file_id_(file_id),
        owner_{reader().owner_uid(), UnionGroups(settings.letters_dir, reader().owner_uid())} {}

 protected:
  ItemErrors header_errors() const override {
    ItemErrors errors = owner_errors();
    for (const char* column : {kNotice, kResult}) {
      if (reader().column(column)) continue;
      errors.push_back({column, "", fmt::format("列「{}」がありません", column)});
    }
    return errors;
  }

  Item take_row(const CsvRow& row, std::vector<InboxError>& errors) override {
    if (is_left_open(row)) return Item::taken;
    const Instant now = run_.now();
    const auto read = read_print_result({.notice = text(row, kNotice),
                                         .result = text(row, kResult),
                                         .time = text(row, kTime),
                                         .person = text(row, kPerson),
                                         .tracking_number = text(row, kTracking)},
                                        now);
    if (const auto* found = std::get_if<ItemErrors>(&read)) {
      add_errors(errors, row.line, *found);
      return Item::malformed;
    }
    const auto& line = std::get<PrintResultLine>(read);
    const auto refusal = take_report(
        database_, owner_, line, {file_id_, row.line},
        [this]() -> const SerialSet& { return named(); }, now);
    if (!refusal) return Item::taken;
    if (refusal->cause == TrackRefusal::Cause::must_not_be_posted) {
      run_.log().warn("dead_letter_posted", {{"job", run_.job()}, {"notice_number", line.number}});
    }
    const char* column = column_of(refusal->cause);
    add_errors(errors, row.line, {{column, clean_text(text(row, column)), refusal->message}});
    return Item::malformed;
  }

 private:
  std::string text(const CsvRow& row, const char* column) const {
    const auto index = reader().column(column);
    return index ? row.fields[*index] : std::string();
  }

  /// A row of the form that the print room fills in, of which nothing is filled in yet. In a file
  /// of another make it is an error: a result was forgotten.
  bool is_left_open(const CsvRow& row) const {
    if (!reader().column(kPage)) return false;
    return std::ranges::all_of(
        std::array{kResult, kTime, kPerson, kTracking},
        [&](const char* column) { return clean_text(text(row, column)).empty(); });
  }

  const SerialSet& named() {
    if (!named_) named_ = letters_named_in(file_);
    return *named_;
  }

  JobRun& run_;
  Database& database_;
  std::filesystem::path file_;
  std::int64_t file_id_;
  Reporter owner_;
  std::optional<SerialSet> named_;  ///< read with the first line of a batch
};

}  // namespace

void run_track_letters(JobRun& run, Database& database, const Settings& settings) {
  take_inbox(run, database, settings.inbox_dir, "print-results", SeenBefore::ever,
             [&](const std::filesystem::path& file, std::int64_t file_id) {
               return std::make_unique<PrintResultSource>(run, database, settings, file, file_id);
             });
  write_stop_lists(database, settings);
}

}  // namespace saihakko

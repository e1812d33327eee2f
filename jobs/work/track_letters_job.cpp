#include "jobs/work/track_letters_job.hpp"

#include <fmt/format.h>

#include "core/domain/text_folding.hpp"
#include "core/service/intake/csv_source.hpp"
#include "core/service/intake/named_letters.hpp"
#include "core/service/intake/owner_rights.hpp"
#include "core/service/intake/read_print_result.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/letters/track_letters.hpp"
#include "core/service/setup/union_groups.hpp"

namespace saihakko {
namespace {

using namespace print_results;

const char* column_of(TrackRefusal::Cause cause) {
  switch (cause) {
    case TrackRefusal::Cause::unknown_number:
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
      : CsvSource(file, kNotice),
        run_(run),
        database_(database),
        file_(file),
        file_id_(file_id),
        owner_uid_(reader().owner_uid()),
        groups_(settings.letters_dir, owner_uid_) {}

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
    if (const auto refusal = not_theirs(line)) {
      add_errors(errors, row.line, {{kNotice, line.number, *refusal}});
      return Item::malformed;
    }
    const auto refusal = track(line, row.line, now);
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

  std::optional<std::string> not_theirs(const PrintResultLine& line) const {
    return line.names == PrintResultLine::Names::letter
               ? not_their_letter(database_, groups_, line.number)
               : not_their_batch(database_, groups_, line.number);
  }

  std::optional<TrackRefusal> track(const PrintResultLine& line, std::int64_t number, Instant now) {
    const Actor actor = Actor::person(owner_uid_);
    const PrintReport report{.result = line.result,
                             .at = line.at,
                             .person = line.person,
                             .tracking_number = line.tracking_number,
                             .acting_uid = owner_uid_,
                             .source = {file_id_, number}};
    if (line.names == PrintResultLine::Names::letter) {
      return track_letter(database_, actor, line.number, report, now);
    }
    if (!named_) named_ = letters_named_in(file_);
    return track_batch(database_, actor, line.number, *named_, report, now);
  }

  JobRun& run_;
  Database& database_;
  std::filesystem::path file_;
  std::int64_t file_id_;
  std::int64_t owner_uid_;
  UnionGroups groups_;
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

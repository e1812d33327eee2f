#include "jobs/take_decisions_job.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/domain/serial_number.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/inbox.hpp"
#include "core/service/stop_letters.hpp"
#include "jobs/csv_source.hpp"

namespace saihakko {
namespace {

constexpr const char* kReceipt = "受付番号";
constexpr const char* kVerdict = "判定";
constexpr const char* kReason = "理由";
constexpr const char* kNote = "備考";
constexpr const char* kReviewer = "審査者";
constexpr const char* kVersion = "更新番号";

struct DecisionRow {
  std::string receipt_number;
  Decision decision;
  std::optional<std::int64_t> version;
};

class DecisionSource : public CsvSource {
 public:
  DecisionSource(JobRun& run, Database& database, const Desk& desk,
                 const std::filesystem::path& file)
      : CsvSource(file), run_(run), database_(database), desk_(desk),
        owner_uid_(file_owner_uid(file)) {}

 protected:
  ItemErrors header_errors() const override {
    ItemErrors errors;
    for (const char* column : {kReceipt, kVerdict, kReason}) {
      if (reader().column(column)) continue;
      errors.push_back({column, "", fmt::format("列「{}」がありません", column)});
    }
    return errors;
  }

  Item take_row(const CsvRow& row, std::vector<InboxError>& errors) override {
    if (text(row, kVerdict).empty()) return Item::taken;  // undecided
    ItemErrors found;
    const DecisionRow read = read_row(row, found);
    if (found.empty()) decide(read, found);
    if (found.empty()) return Item::taken;
    add_errors(errors, row.line, found);
    return Item::malformed;
  }

 private:
  std::string text(const CsvRow& row, const char* column) const {
    const auto index = reader().column(column);
    return index ? std::string(trim(row.fields[*index])) : std::string();
  }

  DecisionRow read_row(const CsvRow& row, ItemErrors& errors) const {
    DecisionRow read;
    const std::string receipt = text(row, kReceipt);
    const auto number = parse_serial_number(kReceiptLetter, receipt);
    if (!number) errors.push_back({kReceipt, receipt, "受付番号として読めません"});
    read.receipt_number = number.value_or("");
    const std::string word = text(row, kVerdict);
    const auto verdict = parse_japanese_verdict(word);
    if (!verdict) errors.push_back({kVerdict, word, "承認・不承認・保留のどれでもありません"});
    read.decision = {verdict.value_or(Verdict::hold), text(row, kReason), text(row, kNote),
                     owner_uid_, text(row, kReviewer)};
    if (read.decision.verdict == Verdict::approve) read.decision.reason_code.clear();
    for (const char* column : {kNote, kReviewer}) {
      if (has_control_character(text(row, column))) {
        errors.push_back({column, "", "改行などの制御文字があります。取り除いてください"});
      }
    }
    read.version = read_version(row, errors);
    return read;
  }

  std::optional<std::int64_t> read_version(const CsvRow& row, ItemErrors& errors) const {
    const std::string given = fold_width(text(row, kVersion));
    if (given.empty()) return std::nullopt;
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), version);
    if (error == std::errc() && end == given.data() + given.size()) return version;
    errors.push_back({kVersion, given, "数字ではありません"});
    return std::nullopt;
  }

  void decide(const DecisionRow& row, ItemErrors& errors) {
    const auto outcome =
        decide_application(database_, Actor::person(owner_uid_), desk_, row.receipt_number,
                           row.decision, row.version, run_.now());
    if (const auto* refusal = std::get_if<DecisionRefusal>(&outcome)) {
      errors.push_back({kReceipt, row.receipt_number, refusal->message});
    }
  }

  JobRun& run_;
  Database& database_;
  const Desk& desk_;
  std::int64_t owner_uid_;
};

}  // namespace

void run_take_decisions(JobRun& run, Database& database, const Settings& settings,
                        const Desk& desk) {
  take_inbox(run, database, settings.inbox_dir, "decisions", SeenBefore::ever,
             [&](const std::filesystem::path& file, std::int64_t) {
               return std::make_unique<DecisionSource>(run, database, desk, file);
             });
  write_stop_lists(database, settings);  // an approval withdraws the account's other applications
}

}  // namespace saihakko

#include "jobs/work/take_decisions_job.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "core/domain/serial_number.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/service/intake/csv_source.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/setup/union_groups.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {
namespace {

constexpr const char* kReceipt = "受付番号";
constexpr const char* kVerdict = "判定";
constexpr const char* kReason = "理由";
constexpr const char* kNote = "備考";
constexpr const char* kReviewer = "審査者";
constexpr const char* kVersion = "更新番号";

constexpr const char* kContradiction =
    "同じファイルに、この受付番号の異なる判定があります。1つにしてください";

constexpr std::size_t kMostCompared = 100'000;  // receipts of a file: far beyond any worksheet
constexpr std::size_t kLongestText = 1000;  // of what the reviewer writes; a longer one is damage

struct DecisionRow {
  std::string receipt_number;
  Decision decision;
  std::optional<std::int64_t> version;
};

class DecisionSource : public CsvSource {
 public:
  DecisionSource(JobRun& run, Database& database, const Settings& settings, const Desk& desk,
                 const std::filesystem::path& file)
      : CsvSource(file),
        run_(run),
        database_(database),
        desk_(desk),
        owner_uid_(reader().owner_uid()),
        groups_(settings.state_dir / "review", owner_uid_),
        contradicted_(contradicted_in(file)) {}

 protected:
  ItemErrors header_errors() const override {
    ItemErrors errors = owner_errors();
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
    if (found.empty() && contradicted_.contains(read.receipt_number)) {
      found.push_back({kReceipt, read.receipt_number, kContradiction});
    }
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
    read.decision = {verdict.value_or(Verdict::hold),
                     std::string(code_of_choice(text(row, kReason))), text(row, kNote), owner_uid_,
                     text(row, kReviewer)};
    if (read.decision.verdict == Verdict::approve) read.decision.reason_code.clear();
    for (const char* column : {kReason, kNote, kReviewer})
      check_text(row, column, errors);
    read.version = read_version(row, errors);
    return read;
  }

  void check_text(const CsvRow& row, const char* column, ItemErrors& errors) const {
    const std::string given = text(row, column);
    if (has_control_character(given)) {
      errors.push_back({column, "", "改行などの制御文字があります。取り除いてください"});
    } else if (decode_utf8(given)->size() > kLongestText) {
      errors.push_back({column, "", fmt::format("{}文字を超えています", kLongestText)});
    }
  }

  std::optional<std::int64_t> read_version(const CsvRow& row, ItemErrors& errors) const {
    const std::string given = fold_width(text(row, kVersion));
    if (given.empty()) return std::nullopt;
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), version);
    if (error == std::errc() && end == given.data() + given.size() && version > 0) return version;
    errors.push_back({kVersion, given, "審査一覧の更新番号(1以上の数字)ではありません"});
    return std::nullopt;
  }

  /// The receipts that the file decides in two ways: which one is meant, only the reviewer knows.
  /// Rows that cannot be read decide nothing.
  std::set<std::string> contradicted_in(const std::filesystem::path& file) const {
    std::set<std::string> contradicted;
    std::map<std::string, std::pair<Verdict, const Reason*>> first_of;
    CsvReader rows(file);
    while (const auto item = rows.next()) {
      const auto* row = std::get_if<CsvRow>(&*item);
      if (row == nullptr || text(*row, kVerdict).empty()) continue;
      ItemErrors errors;
      const DecisionRow read = read_row(*row, errors);
      if (!errors.empty()) continue;
      const std::pair said{read.decision.verdict, desk_.reasons.find(read.decision.reason_code)};
      if (const auto first = first_of.find(read.receipt_number); first != first_of.end()) {
        if (first->second != said) contradicted.insert(read.receipt_number);
      } else if (first_of.size() < kMostCompared) {
        first_of.emplace(read.receipt_number, said);
      }
    }
    return contradicted;
  }

  std::optional<std::string> not_theirs(const std::string& receipt_number) const {
    const auto application = find_application(database_, receipt_number);
    return application ? groups_.refusal(application->prefecture) : std::nullopt;
  }

  void decide(const DecisionRow& row, ItemErrors& errors) {
    if (const auto refusal = not_theirs(row.receipt_number)) {
      errors.push_back({kReceipt, row.receipt_number, *refusal});
      return;
    }
    const auto outcome =
        decide_application(database_, Actor::person(owner_uid_), desk_, row.receipt_number,
                           row.decision, {DecisionBasis::Kind::worksheet, row.version}, run_.now());
    if (const auto* refusal = std::get_if<DecisionRefusal>(&outcome)) {
      errors.push_back({kReceipt, row.receipt_number, refusal->message});
    }
  }

  JobRun& run_;
  Database& database_;
  const Desk& desk_;
  std::int64_t owner_uid_;
  UnionGroups groups_;
  std::set<std::string> contradicted_;
};

}  // namespace

void run_take_decisions(JobRun& run, Database& database, const Settings& settings,
                        const Desk& desk) {
  const auto seen_before =
      settings.review.approvals > 1 ? SeenBefore::ever_by_owner : SeenBefore::ever;
  take_inbox(run, database, settings.inbox_dir, "decisions", seen_before,
             [&](const std::filesystem::path& file, std::int64_t) {
               return std::make_unique<DecisionSource>(run, database, settings, desk, file);
             });
  write_stop_lists(database, settings);  // an approval withdraws the account's other applications
}

}  // namespace saihakko

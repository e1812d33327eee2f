#include "jobs/work/take_decisions_job.hpp"

#include <fmt/format.h>

#include <set>

#include "core/service/intake/csv_source.hpp"
#include "core/service/intake/decision_results.hpp"
#include "core/service/intake/owner_rights.hpp"
#include "core/service/intake/read_decision.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/setup/union_groups.hpp"

namespace saihakko {
namespace {

using namespace decision_columns;

constexpr const char* kContradiction =
    "同じファイルに、この受付番号の異なる判定があります。1つにしてください";

class DecisionSource : public CsvSource {
 public:
  using Verdict = saihakko::Verdict;  // a person's about an application, not one about the file

  DecisionSource(JobRun& run, Database& database, const Settings& settings, const Desk& desk,
                 const std::filesystem::path& file)
      : CsvSource(file, kReceipt, decision_columns::kAll),
        run_(run),
        database_(database),
        desk_(desk),
        owner_uid_(reader().owner_uid()),
        groups_(settings.state_dir / "review", owner_uid_),
        contradicted_(contradicted_receipts(file, desk.reasons)) {}

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
    const DecisionFields fields = decision_fields(reader(), row);
    if (fields.verdict.empty()) return Item::taken;  // undecided
    const auto read = read_decision(fields, owner_uid_);
    if (const auto* found = std::get_if<ItemErrors>(&read)) {
      add_errors(errors, row.line, *found);
      return Item::malformed;
    }
    const auto& line = std::get<DecisionLine>(read);
    const auto refusal = decide(line);
    if (!refusal) return Item::taken;
    add_errors(errors, row.line, {{kReceipt, line.receipt_number, *refusal}});
    return Item::malformed;
  }

 private:
  /// Why not, if it was not taken.
  std::optional<std::string> decide(const DecisionLine& line) {
    if (contradicted_.contains(line.receipt_number)) return kContradiction;
    if (auto refusal = not_their_application(database_, groups_, line.receipt_number)) {
      return refusal;
    }
    Decision decision = line.decision;
    decision.reason_code = code_meant(desk_.reasons, decision.reason_code, decision.verdict);
    auto outcome =
        decide_application(database_, Actor::person(owner_uid_), desk_, line.receipt_number,
                           decision, {DecisionBasis::Kind::worksheet, line.version}, run_.now());
    if (auto* refusal = std::get_if<DecisionRefusal>(&outcome)) return std::move(refusal->message);
    return std::nullopt;
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
  take_inbox(
      run, database, settings.inbox_dir, "decisions", seen_before,
      [&](const std::filesystem::path& file, std::int64_t) {
        return std::make_unique<DecisionSource>(run, database, settings, desk, file);
      },
      {},
      [&](const std::filesystem::path& file, const InboxFile& taken,
          const std::vector<InboxError>& errors) {
        write_decision_results(database, settings, file, taken, errors);
      });
  write_stop_lists(database, settings);  // an approval withdraws the account's other applications
}

}  // namespace saihakko

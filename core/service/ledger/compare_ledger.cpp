#include "core/service/ledger/compare_ledger.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/domain/ledger_change.hpp"
#include "core/service/ledger/import_ledger_entry.hpp"
#include "core/service/ledger/known_offices.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kChunk = 1000;
constexpr std::size_t kMostPending = 200'000;  // 3 MB

std::optional<MergedRows> merged(const std::vector<StagedRow>& rows, std::size_t first,
                                 std::size_t end) {
  std::vector<LedgerRow> read;
  for (std::size_t i = first; i < end; ++i) {
    if (rows[i].content.empty()) continue;
    const OfficeNumber number = OfficeNumber::parse(rows[i].office_number).value();
    read.push_back({rows[i].row, unpacked(number, rows[i].content)});
  }
  if (read.empty()) return std::nullopt;
  return merge_ledger_rows(read);
}

/// Counts what the offices of a ledger would become.
class Comparison {
 public:
  Comparison(Database& database, LedgerStage& stage) : known_(database), stage_(stage) {}

  /// True when the ledger adds or changes something of the office. Offices come by number.
  bool take(const LedgerEntry& entry) {
    const LedgerOffice* known = known_.find(entry.number);
    LedgerCounts& counts = counts_[entry.number.prefecture()];
    if (!known) {
      ++counts.added;
      return true;
    }
    ++series_[known->series];
    const Office after = overwritten(known->office, entry);
    const bool differs = !changed_fields(known->office, after).empty();
    OfficeChangeKinds kinds = differs ? kinds_of_change(known->office, after) : OfficeChangeKinds();
    const bool other_ids = compare_issuers(entry, kinds);
    if (differs) note_moves(known->office, after);
    counts.changed += kinds.changed ? 1 : 0;
    counts.closed += kinds.closed ? 1 : 0;
    counts.lost += kinds.lost ? 1 : 0;
    counts.affected += kinds.any() ? 1 : 0;
    return differs || other_ids;
  }

  /// That of most of the offices that there are already.
  std::int64_t series(std::int64_t of_new_one) const {
    const auto most =
        std::max_element(series_.begin(), series_.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == series_.end() ? of_new_one : most->first;
  }

  std::map<std::string, LedgerCounts>& counts() { return counts_; }

 private:
  bool compare_issuers(const LedgerEntry& entry, OfficeChangeKinds& kinds) {
    if (!entry.issuers) return false;
    const IssuerChanges changes = issuer_changes(entry, known_.accounts(), false);
    if (!changes.unlisted.empty()) kinds.lost = true;
    return !changes.added.empty() || !changes.unlisted.empty();
  }

  void note_moves(const Office& before, const Office& after) {
    for (const MovedValue& moved : moved_values(before, after)) {
      stage_.add_move(before.number.prefecture(), before.number.text(), moved.field, moved.before,
                      moved.after);
    }
  }

  KnownOffices known_;
  LedgerStage& stage_;
  std::map<std::string, LedgerCounts> counts_;
  std::map<std::int64_t, std::int64_t> series_;
};

void add_absent(Database& database, LedgerStage& stage, LedgerComparison& result,
                std::map<std::string, LedgerCounts>& counts) {
  const auto absent =
      stage.rows() > 0 ? stage.absent_offices(result.series) : count_open_offices(database);
  for (const auto& [prefecture, count] : absent)
    counts[prefecture].absent = count;
}

void judge(const LedgerSettings& settings, LedgerCounts& counts) {
  std::vector<std::string_view> reasons;
  for (const LedgerHold hold :
       holds({counts.offices, counts.affected, counts.absent, counts.shifted},
             settings.hold_changed, settings.hold_missing)) {
    reasons.push_back(to_text(hold));
  }
  counts.reasons = fmt::format("{}", fmt::join(reasons, ","));
}

}  // namespace

bool StagedOffices::fill() {
  chunk_.erase(chunk_.begin(), chunk_.begin() + static_cast<std::ptrdiff_t>(at_));
  at_ = 0;
  auto more = stage_.rows_after(last_office_, last_row_, kChunk);
  if (more.empty()) return false;
  last_office_ = more.back().office_number;
  last_row_ = more.back().row;
  std::move(more.begin(), more.end(), std::back_inserter(chunk_));
  return true;
}

std::optional<MergedRows> StagedOffices::next() {
  while (true) {
    if (at_ == chunk_.size() && !fill()) return std::nullopt;
    std::size_t end = at_ + 1;
    while (true) {
      while (end < chunk_.size() && chunk_[end].office_number == chunk_[at_].office_number)
        ++end;
      if (end < chunk_.size()) break;
      const std::size_t taken = end - at_;  // the office's rows may go on behind the chunk
      const bool more = fill();
      end = taken;
      if (!more) break;
    }
    auto office = merged(chunk_, at_, end);
    at_ = end;
    if (office) return office;
  }
}

std::optional<MergedRows> merged_rows_of(LedgerStage& stage, const std::string& office_number) {
  const auto rows = stage.rows_of(office_number);
  return merged(rows, 0, rows.size());
}

bool LedgerComparison::is_to_be_held() const {
  return std::any_of(counts.begin(), counts.end(),
                     [](const LedgerCounts& of) { return !of.reasons.empty(); });
}

LedgerComparison compare_ledger(Database& database, LedgerStage& stage,
                                const LedgerSettings& settings, std::int64_t import_id,
                                LedgerScope scope,
                                const std::function<void(const MergedRows&)>& see) {
  LedgerComparison result;
  result.series = import_id;
  const auto there = count_open_offices(database);
  if (count_offices(database) == 0) return result;  // all is new: nothing to compare with
  result.pending.emplace();
  Comparison comparison(database, stage);
  StagedOffices offices(stage);
  stage.begin_moves();
  while (const auto office = offices.next()) {
    see(*office);
    if (comparison.take(office->entry) && result.pending) {
      auto& [number, place] = result.pending->emplace_back();
      std::ranges::copy(office->entry.number.text(), number.begin());
      place = static_cast<std::uint32_t>(result.offices);
    }
    if (result.pending && result.pending->size() > kMostPending) result.pending.reset();
    ++result.offices;
  }
  stage.end_moves();
  result.series = comparison.series(import_id);
  auto& counts = comparison.counts();
  if (scope == LedgerScope::whole) add_absent(database, stage, result, counts);
  for (const auto& [prefecture, count] : stage.shifted_offices())
    counts[prefecture].shifted = count;
  for (const auto& [prefecture, count] : there) {
    const auto of = counts.find(prefecture);
    if (of != counts.end()) of->second.offices = count;
  }
  for (auto& [prefecture, of] : counts) {
    of.prefecture = prefecture;
    judge(settings, of);
    result.counts.push_back(of);
  }
  return result;
}

}  // namespace saihakko

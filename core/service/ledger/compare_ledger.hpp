#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/service/ledger/ledger_rows.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/queries/ledger_stage.hpp"
#include "core/store/tables/ledger_imports_table.hpp"

namespace saihakko {

/// The offices that a staged ledger names, one after the other, their rows merged: those of which
/// every row was malformed are passed over.
class StagedOffices {
 public:
  explicit StagedOffices(LedgerStage& stage) : stage_(stage) {}

  /// nullopt at the end.
  std::optional<MergedRows> next();

 private:
  bool fill();

  LedgerStage& stage_;
  std::vector<StagedRow> chunk_;
  std::size_t at_ = 0;
  std::string last_office_;
  std::int64_t last_row_ = 0;
};

/// The rows of one office, merged; nullopt where every one was malformed.
std::optional<MergedRows> merged_rows_of(LedgerStage& stage, const std::string& office_number);

/// What a ledger would do, found before it does any of it.
struct LedgerComparison {
  std::vector<LedgerCounts> counts;  ///< by prefecture, with the reasons to hold it
  std::int64_t series = 0;           ///< that the ledger goes on; its own import's ID begins one
  std::int64_t offices = 0;          ///< that it names
  /// The offices that it adds or changes, with their places among all of it from 0; nullopt: too
  /// many to be remembered, each is to be looked at again.
  using Pending = std::vector<std::pair<std::array<char, 10>, std::uint32_t>>;
  std::optional<Pending> pending;

  bool is_to_be_held() const;
};

enum class LedgerScope { whole, partial };

/// Compares a staged ledger with the offices as they are, reading only. The absent ones are counted
/// for a whole ledger: those that its series has named and it does not, or all where it names no
/// office. `see` gets each office that it names.
LedgerComparison compare_ledger(Database& database, LedgerStage& stage,
                                const LedgerSettings& settings, std::int64_t import_id,
                                LedgerScope scope,
                                const std::function<void(const MergedRows&)>& see);

}  // namespace saihakko

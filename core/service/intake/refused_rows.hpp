#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The folders of the inbox: ledger, postcodes, applications, decisions, print-results, bounces.
const std::vector<std::string>& inbox_kinds();

/// The errors files of a kind in `inbox/refused`, newest day first; not more than some hundred.
/// Throws FileError.
std::vector<std::filesystem::path> errors_files(const std::filesystem::path& refused,
                                                std::string_view kind);

/// A row that was set aside, with its faults.
struct RefusedRow {
  std::int64_t line = 0;
  std::string number;                ///< receipt, notice or office number; may be empty
  std::vector<std::string> reasons;  ///< in Japanese, with the field where one is at fault
  bool open = false;                 ///< nobody has corrected it, as far as can be seen
};

/// A file in `inbox/refused`.
struct RefusedFile {
  std::string kind;
  std::string name;
  std::string dropped_as;        ///< without the suffix of a name that was taken
  std::filesystem::path errors;  ///< its errors file
  Instant since;                 ///< when its taking began
  std::vector<RefusedRow> rows;

  std::int64_t open_rows() const;
};

/// The refused files that may be read, newest first within a kind. A row counts as corrected once
/// its application is decided, its letter reported on, its office named by a later ledger or
/// applied for again; one whose number nobody knows, once a later file of the kind was taken
/// without a fault. A number that was refused again is open in its newest file alone. Throws
/// StoreError.
std::vector<RefusedFile> refused_files(Database& database, const Settings& settings);

/// The rows of a kind that nobody has corrected.
struct OpenRefusals {
  std::string kind;
  std::int64_t rows = 0;
  Instant since;  ///< the oldest
};
std::vector<OpenRefusals> open_refusals(Database& database, const Settings& settings);

}  // namespace saihakko

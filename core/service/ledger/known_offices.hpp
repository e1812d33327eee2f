#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/store/engine/database.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {

/// The offices of the database, looked up by rising numbers: many are read at once.
class KnownOffices {
 public:
  explicit KnownOffices(Database& database) : database_(database) {}

  /// nullptr where there is none. `number` must not be lower than the one before; what was returned
  /// then is gone.
  const LedgerOffice* find(const OfficeNumber& number);

  /// The IDs of the office that find() returned last, by prefecture.
  const std::vector<Account>& accounts();

 private:
  void read_from(const OfficeNumber& number);

  Database& database_;
  std::vector<LedgerOffice> read_;
  std::map<std::string, std::vector<Account>> accounts_;
  bool accounts_read_ = false;
  std::size_t at_ = 0;
};

}  // namespace saihakko

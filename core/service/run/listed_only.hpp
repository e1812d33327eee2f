#pragma once

#include <string>

#include "core/store/engine/database.hpp"

namespace saihakko {

/// What narrows a list of letters or mails beside their state; empty: any.
struct ListedOnly {
  std::string prefecture;
  std::string batch;
  std::string receipt_number;
  std::string office_number;
};

/// Refuses what is not there, which an empty list would hide: a batch, an application, an office
/// without a row in the ledger and without an application. Throws UsageError.
void refuse_unknown(Database& database, const ListedOnly& only);

}  // namespace saihakko

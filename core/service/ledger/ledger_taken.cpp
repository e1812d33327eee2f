#include "core/service/ledger/ledger_taken.hpp"

#include <fmt/format.h>

#include "core/store/tables/offices_table.hpp"

namespace saihakko {

std::int64_t record_ledger_taken(Database& database, const Actor& actor, std::int64_t file_id,
                                 Instant now) {
  const std::int64_t absent = count_offices_not_named_by(database, file_id);
  append_audit(database, actor, now,
               {"ledger_taken", fmt::format("file:{}", file_id),
                fmt::format("offices={} absent={}", count_offices(database), absent)});
  return absent;
}

}  // namespace saihakko

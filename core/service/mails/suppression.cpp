#include "core/service/mails/suppression.hpp"

#include "core/domain/text_folding.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/bounces_table.hpp"

namespace saihakko {

std::string suppression_mark(const MasterKey& key, std::string_view address) {
  return key.mark("suppressed-address", fold_width(address));
}

std::optional<Instant> suppressed_until(Database& database, const MasterKey& key,
                                        std::string_view address, Instant now) {
  return address_suppressed_until(database, suppression_mark(key, address), now);
}

void forget_suppressions(Database& database, Instant now) {
  Transaction transaction(database);
  forget_lapsed_suppressions(database, now);
  transaction.commit();
}

}  // namespace saihakko

#include "core/service/run/listed_only.hpp"

#include <fmt/format.h>

#include "core/domain/office_number.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

bool is_known(Database& database, const OfficeNumber& number) {
  return find_office(database, number) || !applications_of(database, number, 1).empty();
}

}  // namespace

void refuse_unknown(Database& database, const ListedOnly& only) {
  if (!only.batch.empty() && !find_batch(database, only.batch)) {
    throw UsageError(fmt::format("バッチ {} はありません", only.batch));
  }
  if (!only.receipt_number.empty() && !find_application(database, only.receipt_number)) {
    throw UsageError(fmt::format("受付番号 {} の申請はありません", only.receipt_number));
  }
  const auto office = OfficeNumber::parse(only.office_number);
  if (office && !is_known(database, *office)) {
    throw UsageError(fmt::format("事業所 {} は事業所台帳にも申請にもありません", office->text()));
  }
}

}  // namespace saihakko

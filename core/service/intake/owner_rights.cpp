#include "core/service/intake/owner_rights.hpp"

#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {
namespace {

template <class Named>
std::optional<std::string> refusal_of(const UnionGroups& groups,
                                      const std::optional<Named>& named) {
  return named ? groups.refusal(named->prefecture) : std::nullopt;
}

}  // namespace

std::optional<std::string> not_their_application(Database& database, const UnionGroups& groups,
                                                 std::string_view receipt_number) {
  return refusal_of(groups, find_application(database, receipt_number));
}

std::optional<std::string> not_their_letter(Database& database, const UnionGroups& groups,
                                            std::string_view notice_number) {
  return refusal_of(groups, find_letter(database, notice_number));
}

std::optional<std::string> not_their_batch(Database& database, const UnionGroups& groups,
                                           std::string_view batch_name) {
  return refusal_of(groups, find_batch(database, batch_name));
}

}  // namespace saihakko

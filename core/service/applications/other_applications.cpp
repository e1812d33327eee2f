#include "core/service/applications/other_applications.hpp"

#include <stdexcept>

#include "core/service/applications/withdraw_application.hpp"
#include "core/store/tables/applications_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kMostOthers = 100'000;

}  // namespace

std::vector<Application> others_of_account(Database& database, const Application& application) {
  std::vector<Application> others;
  for (const std::string& receipt : other_open_receipts(database, application, kMostOthers)) {
    others.push_back(find_application(database, receipt).value());
  }
  return others;
}

std::vector<std::string> withdraw_others(Database& database, const Actor& actor,
                                         std::vector<Application> others, Instant now) {
  std::vector<std::string> withdrawn;
  for (Application& other : others) {
    const auto refusal = withdraw_application(database, actor, other, "superseded", now);
    if (refusal) throw std::logic_error(*refusal);  // the caller has ruled it out
    withdrawn.push_back(other.receipt_number);
  }
  return withdrawn;
}

}  // namespace saihakko

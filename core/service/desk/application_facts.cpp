#include "core/service/desk/application_facts.hpp"

#include "core/service/review/review_remarks.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/calls_table.hpp"
#include "core/store/tables/findings_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

bool is_decidable(const Application& application) {
  return application.state == ApplicationState::in_review ||
         application.state == ApplicationState::on_hold;
}

}  // namespace

void for_each_listed(Database& database, const ApplicationFilter& filter,
                     const std::function<void(const ListedApplication&)>& use) {
  for_each_application(database, filter.state, [&](const Application& application) {
    if (!filter.prefecture.empty() && application.prefecture != filter.prefecture) return;
    use({application, findings_of(database, application.id)});
  });
}

ApplicationFacts application_facts(Database& database, const ReviewSettings& rules,
                                   const Application& application, Instant now) {
  const auto findings = findings_of(database, application.id);
  const auto office = find_office(database, application.office_number);
  return {.application = application,
          .findings = findings,
          .office = office,
          .ledger_changes = told_changes(database, office, findings, rules, now),
          .decisions = decisions_of(database, application.id),
          .decidable = is_decidable(application),
          .approvals = approvals_given(database, application),
          .calls = calls_of(database, application.id),
          .letters = letters_of_application(database, application.receipt_number),
          .notices = notices_of_application(database, application.receipt_number)};
}

}  // namespace saihakko

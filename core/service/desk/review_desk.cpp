#include "core/service/desk/review_desk.hpp"

#include "core/service/applications/return_envelope.hpp"
#include "core/service/applications/undo_approval.hpp"
#include "core/service/applications/withdraw_application.hpp"
#include "core/service/review/review_remarks.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

/// `step` answers why not, if it did not.
template <class Step>
std::optional<std::string> take_step(Database& database, std::string_view receipt_number,
                                     Step step) {
  Transaction transaction(database);
  Application application = find_application(database, receipt_number).value();
  auto refusal = step(application);
  if (!refusal) transaction.commit();
  return refusal;
}

}  // namespace

std::variant<Decided, DecisionRefusal> decide_at_desk(Database& database, const Desk& desk,
                                                      std::string_view receipt_number,
                                                      const Decision& decision, Instant now) {
  Transaction transaction(database);
  auto outcome = decide_application(database, Actor::person(decision.acting_uid), desk,
                                    receipt_number, decision, {}, now);
  if (std::holds_alternative<Decided>(outcome)) transaction.commit();
  return outcome;
}

std::optional<std::string> withdraw_at_desk(Database& database, std::int64_t uid,
                                            std::string_view receipt_number,
                                            std::string_view reason_code, Instant now) {
  return take_step(database, receipt_number, [&](Application& application) {
    return withdraw_application(database, Actor::person(uid), application, reason_code, now);
  });
}

std::optional<std::string> undo_at_desk(Database& database, std::int64_t uid,
                                        std::string_view receipt_number, Instant now) {
  return take_step(database, receipt_number, [&](Application& application) {
    return undo_approval(database, Actor::person(uid), application, now);
  });
}

std::optional<std::string> take_envelope_at_desk(Database& database, std::int64_t uid,
                                                 std::string_view receipt_number, Instant now) {
  return take_step(database, receipt_number, [&](Application& application) {
    return take_envelope(database, Actor::person(uid), application, now);
  });
}

std::string record_call_at_desk(Database& database, std::string_view receipt_number,
                                const Call& call) {
  Transaction transaction(database);
  const Application application = find_application(database, receipt_number).value();
  record_call(database, Actor::person(call.caller_uid), application, call);
  transaction.commit();
  return call_text(call, find_office(database, application.office_number));
}

bool mark_urgent_at_desk(Database& database, std::int64_t uid, std::string_view receipt_number,
                         bool urgent, Instant now) {
  Transaction transaction(database);
  const bool changed = mark_urgent(database, Actor::person(uid),
                                   find_application(database, receipt_number).value(), urgent, now);
  transaction.commit();
  return changed;
}

}  // namespace saihakko

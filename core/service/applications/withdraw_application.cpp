#include "core/service/applications/withdraw_application.hpp"

#include <fmt/format.h>

#include "core/service/applications/possible_verbs.hpp"
#include "core/service/steps/application_steps.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

std::optional<std::string> withdraw_application(Database& database, const Actor& actor,
                                                Application& application,
                                                std::string_view reason_code, Instant now) {
  if (!is_open(application.state)) {
    return fmt::format("申請 {} はすでに終わっています(現在の状態: {})。{}",
                       application.receipt_number, japanese(application.state),
                       possible_verbs(application));
  }
  if (application.state == ApplicationState::approved && application.batch_id != 0) {
    return fmt::format("申請 {} の通知書を作成中です。少し待ってからやり直してください",
                       application.receipt_number);
  }
  withdraw_at_once(database, actor, application, reason_code, now);
  return std::nullopt;
}

void withdraw_at_once(Database& database, const Actor& actor, Application& application,
                      std::string_view reason_code, Instant now) {
  const VoidReason reason = void_reason_of_withdrawal(reason_code);
  for (const std::string& notice :
       void_letters_of_application(database, application.id, reason, now)) {
    append_audit(database, actor, now, {"letter_voided", notice, to_text(reason)});
  }
  withhold_waiting_mails(database, actor, application, now);
  step(database, actor, application, ApplicationState::withdrawn, reason_code, now);
}

void withhold_waiting_mails(Database& database, const Actor& actor, const Application& application,
                            Instant now) {
  for (const std::int64_t notice : cancel_waiting_mails(database, application.id, now)) {
    append_audit(
        database, actor, now,
        {"notice_cancelled", fmt::format("notice:{}", notice), application.receipt_number});
  }
}

}  // namespace saihakko

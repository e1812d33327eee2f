#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/domain/mail_address.hpp"
#include "core/service/portal/application_form.hpp"
#include "core/service/portal/log_in.hpp"
#include "core/service/portal/reset_login.hpp"
#include "core/service/portal/set_new_password.hpp"
#include "core/store/engine/statement.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/notices_table.hpp"
#include "tests/service/issued_letters.hpp"

namespace saihakko {

inline MailAddress mail_address(std::string_view text) {
  return std::get<MailAddress>(MailAddress::parse(text));
}

/// The code of a refusal; empty for a granted answer.
template <class T>
std::string refusal_of(const std::variant<T, PortalRefusal>& answer) {
  const auto* refusal = std::get_if<PortalRefusal>(&answer);
  return refusal == nullptr ? "" : refusal->code;
}

/// A house with a portal before it, and the steps that bring a person to where a test begins.
struct PortalHouse : House {
  static constexpr const char* kOffice = "1311111111";
  static constexpr const char* kUserId = "KJ131311111111";
  static constexpr const char* kRegistered = "jimusho@example.jp";

  PortalDesk portal() { return {settings, unions, key, outbox, random}; }

  /// What stands in the mail; nullopt when it goes to nobody.
  std::optional<std::string> mailed_code(const Aftermath& after) {
    const Notice notice = find_notice(database, after.notices.at(0)).value();
    if (notice.recipient.empty()) return std::nullopt;
    return key.open(kSealedCodeUse, notice.sealed_code);
  }

  Begun begin(std::string_view mail = kRegistered, Instant now = kNow,
              std::string_view number = kOffice, std::string_view client = "") {
    return begin_reset(database, portal(), {office_number(number), mail_address(mail), client},
                       now);
  }

  auto verify(const std::string& ticket, std::string_view code, Instant now = kNow) {
    return verify_reset(database, portal(), ticket, code, now);
  }

  auto set(const std::string& ticket, std::string_view password, Instant now = kNow,
           Flow flow = Flow::reset) {
    return set_new_password(database, portal(), flow, ticket, {password, password}, now);
  }

  /// A whole reset.
  void reset_to(std::string_view password, Instant now = kNow) {
    const Begun begun = begin(kRegistered, now);
    verify(begun.ticket, mailed_code(begun.after).value(), now);
    if (!refusal_of(set(begun.ticket, password, now)).empty()) {
      throw std::runtime_error("the password was not set");
    }
  }

  std::variant<Begun, PortalRefusal> begin_application(std::string_view mail = "a@example.jp",
                                                       Instant now = kNow,
                                                       std::string_view number = kOffice,
                                                       std::string_view client = "") {
    return begin_form(database, portal(), {office_number(number), mail_address(mail), client}, now);
  }

  auto log_in_with(std::string_view password, Instant now = kNow, std::string_view client = "",
                   std::string_view user_id = kUserId) {
    return log_in(database, portal(), user_id, password, client, now);
  }

  /// What one letter prints.
  std::string printed_password(const Application& application) {
    const auto letter = letters_of_application(database, application.receipt_number).back();
    const auto pdf = settings.letters_dir / letter.prefecture / letter.batch / letter.file;
    return password_on(pages_of(pdf).at(static_cast<std::size_t>(letter.page - 1)));
  }

  /// An application whose letter is sealed.
  Application issued(Instant now = kNow) {
    const Application application = approved();
    issue_batch(database, actor, shop(), "13", 100, now);
    return stored(application);
  }

  /// How often an event of the portal has happened.
  std::int64_t counted(std::string_view event, std::string_view subject) {
    return std::get<0>(database
                           .select_one<std::tuple<std::int64_t>>(
                               "SELECT COALESCE(SUM(count), 0) FROM portal_counts "
                               "WHERE event = $1 AND subject = $2",
                               event, subject)
                           .value());
  }

  /// How the newest step of that name about the subject is told in the audit.
  std::string detail_of(std::string_view subject, std::string_view event) {
    std::string detail = "no such event";
    for (const AuditRow& row : audit_rows_of(database, subject, 1000)) {
      if (row.event == event) detail = row.detail;
    }
    return detail;
  }
};

}  // namespace saihakko

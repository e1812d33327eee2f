#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "core/secrets/master_key.hpp"
#include "core/secrets/random_source.hpp"
#include "core/service/applications/decide_application.hpp"
#include "core/service/applications/screen_application.hpp"
#include "core/service/letters/issue_letters.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/notices_table.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {

inline MasterKey fresh_key(const std::filesystem::path& keys_dir) {
  MasterKey::create_if_missing(keys_dir);
  return MasterKey::load(keys_dir);
}

inline Settings settings_in(const std::filesystem::path& state_dir) {
  Settings settings;
  settings.state_dir = state_dir;
  settings.letters_dir = state_dir / "letters";
  settings.keys_dir = state_dir / "keys";
  settings.templates_dirs = {std::filesystem::path(SAIHAKKO_SOURCE_DIR) / "templates"};
  return settings;
}

/// A house with its real database, key, fonts and templates, and the steps that bring an
/// application to where a test begins.
struct House : Store {
  Settings settings = settings_in(directory.path());
  UnionList unions = UnionList::load(settings);
  ReasonList reasons = ReasonList::load(settings);
  LetterPress press{settings, unions};
  MasterKey key = fresh_key(settings.keys_dir);
  Outbox outbox{settings, unions, key};
  SystemRandom random;
  WorkingDays working_days = HolidayList::load(settings).working_days;
  Actor actor = Actor::job("test");

  Desk desk() const { return {press, outbox, reasons, settings.review}; }
  PrintShop shop() { return {settings, unions, press, outbox, random, working_days}; }

  Application stored(const Application& application) {
    return find_application(database, application.id).value();
  }

  ScreenOutcome screen(Application& application) {
    return screen_application(database, actor, press, outbox, reasons, settings.review, application,
                              kNow);
  }

  /// An application for an office of the ledger, screened.
  Application reviewed(std::string_view number = "1311111111",
                       ApplicationKind kind = ApplicationKind::reissue) {
    Application application = submit(number, kind);
    screen(application);
    return stored(application);
  }

  std::variant<Decided, DecisionRefusal> decide(
      const Application& application, Verdict verdict, std::string_view reason = "",
      std::optional<std::int64_t> expected_version = std::nullopt) {
    const auto kind = expected_version ? DecisionBasis::Kind::worksheet : DecisionBasis::Kind::row;
    return decide(application, {.verdict = verdict, .reason_code = std::string(reason)},
                  {kind, expected_version});
  }

  std::variant<Decided, DecisionRefusal> decide(const Application& application,
                                                const Decision& decision,
                                                const DecisionBasis& basis = {},
                                                Instant now = kNow) {
    Transaction transaction(database);
    auto outcome = decide_application(database, actor, desk(), application.receipt_number, decision,
                                      basis, now);
    transaction.commit();
    return outcome;
  }

  Application approved(std::string_view number = "1311111111") {
    const Application application = reviewed(number);
    if (!std::holds_alternative<Decided>(decide(application, Verdict::approve))) {
      throw std::runtime_error("not approved");
    }
    return stored(application);
  }

  /// What the applicant is told; the registered address gets its warnings beside it.
  std::vector<std::string> causes_of(const Application& application) {
    std::vector<std::string> causes;
    for (const Notice& notice : notices_of_application(database, application.receipt_number)) {
      const bool to_applicant =
          notice.recipient == application.notification_mail &&
          (notice.kind == NoticeKind::receipt || notice.kind == NoticeKind::result);
      if (to_applicant) causes.push_back(notice.cause);
    }
    return causes;
  }

  /// All of the audit's events about one subject.
  std::vector<std::string> events_of(std::string_view subject) {
    std::vector<std::string> events;
    for (const AuditRow& row : audit_rows_of(database, subject, 100))
      events.push_back(row.event);
    return events;
  }

  /// The number of rows of every table, to see that nothing was written.
  std::string row_counts() {
    std::string counts;
    for (const char* sql :
         {"SELECT COUNT(*) FROM applications", "SELECT SUM(version) FROM applications",
          "SELECT COUNT(*) FROM decisions", "SELECT COUNT(*) FROM notices",
          "SELECT COUNT(*) FROM letters", "SELECT COUNT(*) FROM audit"}) {
      counts += std::to_string(count(sql)) + " ";
    }
    return counts;
  }
};

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/application.hpp"
#include "core/domain/code_rules.hpp"
#include "core/domain/office.hpp"
#include "core/domain/working_days.hpp"
#include "core/secrets/master_key.hpp"
#include "core/service/setup/settings.hpp"
#include "core/service/setup/union_list.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

/// A code on its way to a mailbox.
struct CodeMail {
  CodePurpose purpose = CodePurpose::reset;
  std::int64_t ticket_id = 0;  ///< whose code it is: a ticket gets one
  std::string_view ticket_sum;
  std::string_view office_number;
  std::string_view prefecture;
  std::string_view recipient;  ///< empty: a decoy, which goes to nobody
  std::string_view code;
  Instant expires_at;
};

/// What is told of an incident, in Japanese.
struct AlertMail {
  enum class Tells { begun, ended };
  Tells tells = Tells::begun;
  std::string_view recipient;
  std::string_view key;
  std::string_view title;
  std::string_view sentence;
  std::string_view command;
  std::string_view section;  ///< of the runbook
  Instant since;
};

/// Queues the mails that tell of a step, in the transaction of that step. Their texts are in
/// templates/mail; here their fields are fixed, so that a later change cannot change what was to
/// be told, but for the summary of a day's warnings. The answer is the notice's id; nullopt when there is nothing to tell, or nobody to.
class Outbox {
 public:
  /// `unions` and `key` must outlive it. Where the list of holidays cannot be read, mails name no
  /// days that hang on it: `check` and `watch` tell of that.
  Outbox(const Settings& settings, const UnionList& unions, const MasterKey& key);

  const MasterKey& key() const { return key_; }

  /// 受領通知 (manual step 18); `envelope_last_day` as below.
  std::optional<std::int64_t> queue_receipt(Database& database, const Application& application,
                                            Instant envelope_last_day, Instant now) const;

  /// 結果通知 (manual step 19): the letter is under way, its password good until then. Told once,
  /// however many editions follow.
  std::optional<std::int64_t> queue_approved(Database& database, const Application& application,
                                             Instant valid_until, Instant now) const;

  /// 結果通知: not approved, or refused by screening; `reason_sentence` is for the applicant.
  std::optional<std::int64_t> queue_rejected(Database& database, const Application& application,
                                             std::string_view reason_code,
                                             std::string_view reason_sentence, Instant now) const;

  /// Whether the union asks for a return envelope, as the receipt notice tells.
  bool asks_for_envelope(const Application& application) const;

  /// The end of the last day for the envelope of an application that comes in now; 0 where the
  /// union asks for none, or waits for ever.
  Instant envelope_last_day(const Application& application, Instant now) const;

  /// The return envelope has not come; `due` is the end of the last day, 0: there is none. Told
  /// once in a wait.
  std::optional<std::int64_t> queue_envelope_reminder(Database& database,
                                                      const Application& application, Instant due,
                                                      Instant now) const;

  /// To the registered address of the office, which may know nothing of the application: that it
  /// was submitted, that it was approved. Beyond `mail.warnings_per_day` a day it gets one mail at
  /// the end of the day that sums the others up; the answer then is nullopt.
  std::optional<std::int64_t> queue_submission_warning(Database& database,
                                                       const Application& application,
                                                       Instant now) const;
  std::optional<std::int64_t> queue_approval_warning(Database& database,
                                                     const Application& application,
                                                     Instant now) const;

  /// To the registered address of the office: the account's password was set.
  std::optional<std::int64_t> queue_password_changed(Database& database, const Office& office,
                                                     const Account& account, Instant now) const;

  /// To the operators.
  std::int64_t queue_alert(Database& database, const AlertMail& mail, Instant now) const;

  /// The code itself is encrypted in the outbox.
  std::int64_t queue_code(Database& database, const CodeMail& mail, Instant now) const;

 private:
  std::optional<std::int64_t> queue_warning(Database& database, NoticeKind kind,
                                            const Application& application, Instant at,
                                            Instant now) const;
  void add_to_summary(Database& database, const NewNotice& warning, std::string_view line,
                      Instant now) const;
  NewNotice about(const Application& application, NoticeKind kind, std::string_view cause) const;
  std::string message_id(std::string_view subject, NoticeKind kind, std::string_view cause) const;

  const std::string from_;
  const int lifetime_minutes_;
  const int warnings_per_day_;
  const int mail_days_;  ///< working days until a letter is there
  std::optional<WorkingDays> working_days_;
  const UnionList& unions_;
  const MasterKey& key_;
};

/// What a code in the outbox is sealed for.
inline constexpr std::string_view kSealedCodeUse = "code-in-outbox";

}  // namespace saihakko

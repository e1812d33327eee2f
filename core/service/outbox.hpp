#pragma once

#include <string>
#include <string_view>

#include "core/domain/application.hpp"
#include "core/secrets/master_key.hpp"
#include "core/service/settings.hpp"
#include "core/service/union_list.hpp"
#include "core/store/database.hpp"

namespace saihakko {

/// Queues the mails that tell an applicant of a step, in the transaction of that step. Their texts
/// are in templates/mail; here their fields are fixed, so that a later change of the application
/// cannot change what was to be told.
class Outbox {
 public:
  Outbox(const Settings& settings, const UnionList& unions, const MasterKey& key)
      : from_(settings.mail.from), unions_(unions), key_(key) {}

  /// 受領通知 (manual step 18).
  void queue_receipt(Database& database, const Application& application, Instant now) const;

  /// 結果通知 (manual step 19): the letter is under way. Told once, however many editions follow.
  void queue_approved(Database& database, const Application& application, Instant now) const;

  /// 結果通知: not approved, or refused by screening; `reason_sentence` is for the applicant.
  void queue_rejected(Database& database, const Application& application,
                      std::string_view reason_code, std::string_view reason_sentence,
                      Instant now) const;

 private:
  std::string message_id(const Application& application, std::string_view kind,
                         std::string_view cause) const;

  const std::string from_;
  const UnionList& unions_;
  const MasterKey& key_;
};

}  // namespace saihakko

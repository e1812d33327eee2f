#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>

#include "core/domain/application.hpp"
#include "core/domain/mail_address.hpp"
#include "core/service/intake/item_error.hpp"

namespace saihakko {

/// An application as a portal hands it in, its mailbox proven by that portal.
struct Submission {
  std::string submission_id;
  OfficeNumber office_number;
  std::string prefecture;
  std::optional<ApplicationKind> kind;  ///< absent: from what the ledger says of the office
  std::string notification_mail;
  Instant submitted_at;
  std::int64_t entered_uid = -1;  ///< the owner of the file it came in; -1: unknown
};

/// The fields of one line of inbox/applications (contract, section 4); all errors at once. An
/// unknown field is an error: a portal that says more than we understand must not be half heard.
std::variant<Submission, ItemErrors> read_submission(const nlohmann::json& object,
                                                     MailDomains domains = MailDomains::with_dot);

}  // namespace saihakko

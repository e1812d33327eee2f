#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/application_state.hpp"
#include "core/domain/instant.hpp"
#include "core/domain/office_number.hpp"

namespace saihakko {

/// What is asked for: new login information for an ID that exists, or a first ID
/// (紙請求・媒体請求).
enum class ApplicationKind { reissue, first_id };

std::string_view to_text(ApplicationKind kind);
std::string_view japanese(ApplicationKind kind);
/// `reissue` or `new`.
std::optional<ApplicationKind> parse_application_kind(std::string_view text);

/// The addressee as the ledger had him when the application was approved: the letter goes there,
/// whatever the ledger says later.
struct Addressee {
  std::string name;
  std::string postcode;
  std::string address;

  bool operator==(const Addressee&) const = default;
};

/// One application as stored.
struct Application {
  std::int64_t id = 0;
  std::string receipt_number;
  OfficeNumber office_number;
  std::string prefecture;  ///< of the union that is asked
  ApplicationKind kind = ApplicationKind::reissue;
  std::string notification_mail;
  Instant submitted_at;
  ApplicationState state = ApplicationState::submitted;
  Instant state_since;
  std::int64_t version = 1;           ///< 更新番号, counts the changes of this row
  std::int64_t screened_version = 0;  ///< of the office, when the findings were made
  std::string reason_code;            ///< of the last decision or refusal; empty for none
  Addressee addressee;                ///< empty until approved
  std::int64_t batch_id = 0;          ///< the batch that has claimed it; 0: none
  bool urgent = false;                ///< 至急: the login information has leaked
  std::int64_t entered_uid = -1;      ///< the OS user through whom it came in; -1: unknown
  Instant undo_until;  ///< until then its approval can be undone; 0: nothing waits for it
  /// Of the wait for the return envelope that is on: when the applicant was reminded, and the end
  /// of the last day that he was told; 0: not yet.
  Instant envelope_reminded_at;
  Instant envelope_due;
  /// The end of the last day that the receipt notice named; 0: none.
  Instant envelope_told;
};

}  // namespace saihakko

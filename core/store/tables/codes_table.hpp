#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/code_rules.hpp"
#include "core/domain/office_number.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Who asks for a code, as keyed marks: equal ones are the same, and tell nothing else.
struct CodeMarks {
  OfficeNumber office_number;
  std::string pair;     ///< office and mailbox as typed, and the purpose
  std::string address;  ///< and the purpose: what is sent for one must not close the other
  std::string client;   ///< empty where the portal names none
  std::string domain;   ///< and the purpose; empty for a known client, whose marks are its own
};

struct NewCode {
  std::int64_t ticket_id = 0;
  CodePurpose purpose = CodePurpose::reset;
  std::string mac;
  CodeMarks marks;
  bool counted = true;  ///< towards the limits of pair and client
  bool sent = true;     ///< to somebody: towards the limits of address and service
  Instant expires_at;
};

/// Adds it, live, with no tries.
void add_code(Database& database, const NewCode& code, Instant now);

struct StoredCode {
  std::int64_t id = 0;
  CodeState state = CodeState::live;
  int tries = 0;
  std::string mac;
  Instant expires_at;
};

/// The code of a ticket: it has one.
std::optional<StoredCode> find_code(Database& database, std::int64_t ticket_id);

/// Counts a try before anything is compared; nullopt when the code is not live or has had `most`.
/// Returns the tries so far, this one included.
std::optional<int> count_try(Database& database, std::int64_t code_id, int most);

/// Ends a live code; false when it is not live any more.
bool settle_code(Database& database, std::int64_t code_id, CodeState state, Instant now);

enum class OlderCodes { superseded, kept };
/// What becomes of the live code that the same client has for a pair when it asks for a new one.
/// Another client's stays: nobody may end what somebody else waits for. Both ways write the same
/// rows, so that whoever watches the disk cannot tell them apart. A row that a limit refused holds
/// no code that could be right, and is left as it is, however many there are.
void settle_older_codes(Database& database, const CodeMarks& marks, OlderCodes fate, Instant now);

/// The ticket of a code that a limit refused for the pair and that can still be typed, if any: a
/// further one that is refused takes its rows, instead of new ones.
std::optional<std::int64_t> find_refused_ticket(Database& database, std::string_view pair_mark,
                                                Instant now);
/// Gives it a MAC that nothing typed has, with no tries.
void renew_refused_code(Database& database, std::int64_t ticket_id, std::string_view mac,
                        Instant expires_at, Instant now);

/// What judge_limits() asks for: of the day before `now`, up to `limits` entries of each. Here and
/// below, what a clock that ran ahead has issued is not counted.
CodeHistory code_history(Database& database, CodePurpose purpose, const CodeMarks& marks,
                         const CodeLimits& limits, Instant now);

/// Codes issued for an office in the day before `now`, counted up to `most`.
std::int64_t count_office_codes(Database& database, const OfficeNumber& number, Instant now,
                                std::int64_t most);

/// Codes of a purpose that were sent to somebody since then.
std::int64_t count_sent_codes(Database& database, CodePurpose purpose, Instant since, Instant now);

/// Marks up to `limit` live codes as expired whose time is over, or that are none of is_on() with a
/// life of `lifetime_ms`; returns how many.
std::int64_t expire_codes(Database& database, std::int64_t lifetime_ms, Instant now,
                          std::int64_t limit);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/domain/call.hpp"
#include "core/service/applications/decide_application.hpp"

namespace saihakko {

// What a person does to one application by a command: each in a transaction of its own, on the
// application as it stands under the writer's lock. `receipt_number` names one that exists. A
// refusal is in Japanese; nothing has changed then.

/// The decision of the person `decision.acting_uid`, see decide_application().
std::variant<Decided, DecisionRefusal> decide_at_desk(Database& database, const Desk& desk,
                                                      std::string_view receipt_number,
                                                      const Decision& decision, Instant now);

/// See withdraw_application().
std::optional<std::string> withdraw_at_desk(Database& database, std::int64_t uid,
                                            std::string_view receipt_number,
                                            std::string_view reason_code, Instant now);

/// See undo_approval().
std::optional<std::string> undo_at_desk(Database& database, std::int64_t uid,
                                        std::string_view receipt_number, Instant now);

/// See take_envelope().
std::optional<std::string> take_envelope_at_desk(Database& database, std::int64_t uid,
                                                 std::string_view receipt_number, Instant now);

/// Records a call by the person `call.caller_uid`; the answer is what call_text() says of it.
std::string record_call_at_desk(Database& database, std::string_view receipt_number,
                                const Call& call);

/// False when the application was marked (or not) as 至急 before.
bool mark_urgent_at_desk(Database& database, std::int64_t uid, std::string_view receipt_number,
                         bool urgent, Instant now);

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/instant.hpp"

namespace saihakko {

/// What a call to the office came to.
enum class CallResult { confirmed, denied, unreachable, other };

std::string_view to_text(CallResult result);
std::string_view japanese(CallResult result);
std::optional<CallResult> parse_call_result(std::string_view text);

/// A call by which the union asked an office about an application.
struct Call {
  CallResult result = CallResult::other;
  std::string number;  ///< that was dialled
  std::string person;  ///< who answered; may be empty
  std::string note;
  std::int64_t caller_uid = 0;
  Instant called_at;
};

/// Whether two telephone numbers are the same but for signs, spaces and width.
bool same_phone(std::string_view a, std::string_view b);

}  // namespace saihakko

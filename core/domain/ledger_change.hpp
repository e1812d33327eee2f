#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/office.hpp"

namespace saihakko {

/// What a ledger does to an office that there was, as far as it can do harm when it is wrong. A
/// reading (カナ) does none; a phone is compared by its digits, other texts without width and case.
struct OfficeChangeKinds {
  bool changed = false;  ///< another name, address, postcode, phone, mail, or a status but 廃止
  bool closed = false;   ///< 廃止 now
  bool lost = false;     ///< a field that it had is empty now
  bool any() const { return changed || closed || lost; }
};
OfficeChangeKinds kinds_of_change(const Office& before, const Office& after);

/// A field whose values must not wander from office to office, before and after.
struct MovedValue {
  std::string_view field;  ///< code of changed_fields()
  std::string before;
  std::string after;
};
/// The fields of this kind (name, address, phone, security mail) that had a value and have another.
std::vector<MovedValue> moved_values(const Office& before, const Office& after);

/// Why a ledger is held.
enum class LedgerHold {
  changed,  ///< too many offices changed, closed or with a lost field
  absent,   ///< too many offices that it no longer names
  shifted   ///< offices with the name, address, phone or mail of another one: rows are out of line
};
std::string_view to_text(LedgerHold hold);

/// From how much on a ledger is held: `percent` of a union's offices must be exceeded and `least`
/// offices reached.
struct HoldLimit {
  bool operator==(const HoldLimit&) const = default;

  int percent = 5;
  int least = 10;
};

/// So many offices with another one's value are no accident, however many offices there are.
inline constexpr std::int64_t kLeastShifted = 3;

struct HoldFigures {
  std::int64_t offices = 0;
  std::int64_t affected = 0;
  std::int64_t absent = 0;
  std::int64_t shifted = 0;
};
std::vector<LedgerHold> holds(const HoldFigures& figures, HoldLimit changed, HoldLimit absent);

}  // namespace saihakko

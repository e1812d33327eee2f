#pragma once

#include <optional>
#include <string>

#include "core/domain/instant.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// The clock beside the instant up to which it has been followed. Frozen while it is further away
/// from that, before or behind, than `clock.longest_step_hours`: then nothing is done that would
/// destroy what a right clock keeps.
struct ClockLook {
  Instant now;
  Instant trusted;
  bool frozen = false;
};

/// The time that the installation lives in when its clock tells `told`: on one for rehearsals what
/// --as-of sets, else the machine's, whatever --as-of says.
Instant house_time(Database& database, Instant told);

/// Reads only. `now` is a house_time().
ClockLook look_at_clock(Database& database, const Settings& settings, Instant now);

/// The trusted instant follows the clock, unless it is frozen. In a transaction of its own.
void follow_clock(Database& database, const Settings& settings, Instant now);

/// What a person is told of a frozen clock, in Japanese.
std::string frozen_clock_text(const ClockLook& look, const Settings& settings);

/// Refuses what a wrong clock would destroy, as judged at `told`, which `clock` has just told.
/// Throws ConfigurationError.
void refuse_frozen_clock(Database& database, const Settings& settings, const Clock& clock,
                         Instant told);

/// A person says that the clock is right: it is followed from here on. In a transaction of its own
/// with its audit row; nullopt when it is not frozen, and nothing changes.
std::optional<ClockLook> confirm_clock(Database& database, const Settings& settings,
                                       const Actor& actor, Instant now);

}  // namespace saihakko

#pragma once

#include <cstdint>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// The uid of the person who gives a command: the OS user. Root and the service's own user, who
/// owns the database, are nobody in particular; there it is the user who called sudo (SUDO_UID,
/// sudo(8)), so that one person's file and command are one person's. A person who could forge it
/// there can write the database as well.
std::int64_t acting_uid(const Settings& settings);

/// Whether a uid is root's or the service's own, so that no person is known behind it.
bool is_nobody_in_particular(std::int64_t uid, const Settings& settings);

}  // namespace saihakko

#pragma once

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The letters' directory bears a mark, so that an empty mount point is not taken for it: what is
/// not there would count as lost, and new letters would lie under the file system that is mounted
/// later.

/// Makes the mark where none was ever made and nothing speaks against it: a new installation, or
/// one of an earlier program, of whose batches at least one stands there. Throws
/// ConfigurationError, which names the way out, where the mark was made and is missing, or where
/// all batches are; FileError.
void require_letters_place(Database& database, const Settings& settings);

/// Puts the mark into a directory that is made for a while.
void mark_letters_place(const Settings& settings);

}  // namespace saihakko

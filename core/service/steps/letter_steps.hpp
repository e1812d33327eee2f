#pragma once

#include <stdexcept>
#include <string_view>

#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {

/// Changes the state of a letter and writes the audit row, inside the caller's transaction; with
/// the end of a letter its temporary password is erased. Throws std::logic_error for a change that
/// the table of core/domain forbids, StaleLetter when the row is no longer what `letter` says.
void step(Database& database, const Actor& actor, Letter& letter, LetterState to,
          std::string_view detail, Instant now);

/// Another writer has changed the row since it was read.
class StaleLetter : public std::runtime_error {
 public:
  StaleLetter() : std::runtime_error("the letter was changed by another writer") {}
};

}  // namespace saihakko

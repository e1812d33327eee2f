#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Whether this is an installation for rehearsals: one whose clock may run ahead (`--as-of`) and
/// whose letters nobody must post. Set when the database is made, and kept.
bool is_rehearsal_installation(Database& database);
void mark_rehearsal_installation(Database& database);

/// The mark of the key that the installation works with; empty before the first backup.
std::string key_mark(Database& database);
void set_key_mark(Database& database, std::string_view mark);

/// Whether the letters' directory was given its mark.
bool letters_place_marked(Database& database);
void set_letters_place_marked(Database& database);

/// The file of a kind that was last set aside because runs had died in its taking.
struct FileSetAside {
  std::string kind;
  std::string path;
};
std::vector<FileSetAside> files_set_aside(Database& database);
void set_file_set_aside(Database& database, const FileSetAside& file, std::int64_t file_id);
/// It has been taken to its end after all; nothing is done for another file.
void clear_file_set_aside(Database& database, std::string_view kind, std::int64_t file_id);

/// A restore that has not been reconciled yet: what was done after the backup is not known here.
struct PendingRestore {
  Instant known_until;  ///< the real time of the last step that the backup knows
  Instant restored_at;
};
std::optional<PendingRestore> pending_restore(Database& database);
void set_pending_restore(Database& database, const PendingRestore& restore);
void clear_pending_restore(Database& database);

/// The instant up to which the clock has been followed; nullopt before it was first looked at.
std::optional<Instant> trusted_instant(Database& database);
void set_trusted_instant(Database& database, Instant instant);

}  // namespace saihakko

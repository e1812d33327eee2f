#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A file of the inbox as far as it has been taken, known by its content.
struct InboxFile {
  std::int64_t id = 0;
  std::string name;
  std::int64_t next_line = 1;  ///< where to go on; 0: wholly taken
  std::int64_t taken = 0;
  std::int64_t malformed = 0;
  Instant started_at;
};

/// One malformed item.
struct InboxError {
  std::int64_t line = 0;  ///< of a CSV: the row as a spreadsheet counts
  std::string field;
  std::string value;
  std::string reason;  ///< in Japanese
  std::string number;  ///< receipt, notice or office number that the item names; may be empty
};

/// The newest row for this content.
std::optional<InboxFile> find_inbox_file(Database& database, std::string_view kind,
                                         std::string_view sha256);
/// The newest row of a kind: the latest file that was begun.
std::optional<InboxFile> latest_inbox_file(Database& database, std::string_view kind);

struct TakenFile {
  std::string kind;
  InboxFile file;
};
/// Up to `most` that were wholly taken, of all kinds, newest first.
std::vector<TakenFile> newest_taken_files(Database& database, std::int64_t most);

/// Whether the newest file of that name is partly taken.
bool is_being_taken(Database& database, std::string_view kind, std::string_view name);

enum class FilesWith { any_rows, no_fault };
/// When the taking of the last wholly taken file of a kind began; 0 where there is none.
Instant last_taken_file(Database& database, std::string_view kind, FilesWith which);

/// The same of the last file of that name in which a row was refused; nullopt where there is none.
std::optional<Instant> refused_file_began(Database& database, std::string_view kind,
                                          std::string_view name);

std::int64_t add_inbox_file(Database& database, std::string_view kind, std::string_view sha256,
                            std::string_view name, Instant now);

/// Written in the transaction of each chunk.
void advance_inbox_file(Database& database, const InboxFile& file);

void add_inbox_error(Database& database, std::int64_t file_id, const InboxError& error);
std::vector<InboxError> inbox_errors_of(Database& database, std::int64_t file_id);
std::int64_t count_inbox_errors(Database& database, std::int64_t file_id);
/// Once the errors file stands, the values are not kept here.
void remove_inbox_errors(Database& database, std::int64_t file_id);
/// The same for every wholly taken file of a kind: to be called when none of them lies in the
/// inbox.
void remove_errors_of_taken_files(Database& database, std::string_view kind);

}  // namespace saihakko

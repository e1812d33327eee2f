#include "core/store/tables/installation_table.hpp"

#include <fmt/format.h>

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kRehearsal = "rehearsal";
constexpr const char* kYes = "yes";
constexpr const char* kKeyMark = "key_mark";
constexpr const char* kLettersMarked = "letters_marked";
constexpr const char* kKnownUntil = "restore_known_until_ms";
constexpr const char* kRestoredAt = "restored_ms";
constexpr const char* kTrusted = "clock_trusted_ms";

constexpr std::string_view kSetAside = "set_aside.";
constexpr std::string_view kSetAsideEnd = "set_aside/";  // the character after the dot

constexpr const char* kFind = "SELECT value FROM installation WHERE name = $1";
constexpr const char* kPut =
    "INSERT INTO installation (name, value) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value";

constexpr const char* kFindBelow =
    "SELECT name, value FROM installation WHERE name >= $1 AND name < $2 ORDER BY name";
constexpr const char* kRemove = "DELETE FROM installation WHERE name = $1";

std::optional<std::string> find(Database& database, std::string_view name) {
  auto row = database.select_one<std::tuple<std::string>>(kFind, name);
  if (!row) return std::nullopt;
  return std::get<0>(std::move(*row));
}

}  // namespace

bool is_rehearsal_installation(Database& database) {
  return find(database, kRehearsal) == kYes;
}

void mark_rehearsal_installation(Database& database) {
  database.execute(kPut, kRehearsal, kYes);
}

bool letters_place_marked(Database& database) {
  return find(database, kLettersMarked) == kYes;
}

void set_letters_place_marked(Database& database) {
  database.execute(kPut, kLettersMarked, kYes);
}

std::vector<FileSetAside> files_set_aside(Database& database) {
  std::vector<FileSetAside> files;
  for (const auto& [name, value] :
       database.select<std::tuple<std::string, std::string>>(kFindBelow, kSetAside, kSetAsideEnd)) {
    files.push_back({name.substr(kSetAside.size()), value.substr(value.find(' ') + 1)});
  }
  return files;
}

void set_file_set_aside(Database& database, const FileSetAside& file, std::int64_t file_id) {
  database.execute(kPut, fmt::format("{}{}", kSetAside, file.kind),
                   fmt::format("{} {}", file_id, file.path));
}

void clear_file_set_aside(Database& database, std::string_view kind, std::int64_t file_id) {
  const std::string name = fmt::format("{}{}", kSetAside, kind);
  const auto value = find(database, name);
  if (value && value->starts_with(fmt::format("{} ", file_id))) database.execute(kRemove, name);
}

std::string key_mark(Database& database) {
  return find(database, kKeyMark).value_or("");
}

void set_key_mark(Database& database, std::string_view mark) {
  database.execute(kPut, kKeyMark, mark);
}

std::optional<PendingRestore> pending_restore(Database& database) {
  const auto known_until = find(database, kKnownUntil);
  const auto restored_at = find(database, kRestoredAt);
  if (!known_until || !restored_at) return std::nullopt;
  return PendingRestore{{std::stoll(*known_until)}, {std::stoll(*restored_at)}};
}

void set_pending_restore(Database& database, const PendingRestore& restore) {
  database.execute(kPut, kKnownUntil, std::to_string(restore.known_until.ms));
  database.execute(kPut, kRestoredAt, std::to_string(restore.restored_at.ms));
}

void clear_pending_restore(Database& database) {
  database.execute(kRemove, kKnownUntil);
  database.execute(kRemove, kRestoredAt);
}

std::optional<Instant> trusted_instant(Database& database) {
  const auto ms = find(database, kTrusted);
  if (!ms) return std::nullopt;
  return Instant{std::stoll(*ms)};
}

void set_trusted_instant(Database& database, Instant instant) {
  database.execute(kPut, kTrusted, std::to_string(instant.ms));
}

}  // namespace saihakko

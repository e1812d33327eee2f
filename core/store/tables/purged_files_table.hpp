#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// A file whose end is recorded and that may still stand.
struct PurgedFile {
  std::int64_t id = 0;
  std::string path;
  std::string sha256;
};

void add_purged_file(Database& database, std::string_view retention_class, std::string_view path,
                     std::string_view sha256, Instant now);

/// Up to `limit` whose removal is not yet noted, oldest first.
std::vector<PurgedFile> standing_purged_files(Database& database, std::int64_t limit);

/// The file is gone: its sum stays, its name goes.
void note_purged_file_gone(Database& database, std::int64_t id);

}  // namespace saihakko

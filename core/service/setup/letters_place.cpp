#include "core/service/setup/letters_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/files/durable_file.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/queries/retained_rows.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = ".saihakko-letters";  // a directory, as all else is that lies there
constexpr mode_t kDirectoryMode = 0750;
constexpr std::int64_t kMostBatches = 1'000'000;

/// Whether of the batches that must stand there not one does.
bool all_batches_missing(Database& database, const Settings& settings) {
  auto batches = batches_in(database, BatchState::handed_over, kMostBatches);
  std::erase_if(batches, [&](const Batch& batch) { return is_purged_batch(database, batch.name); });
  return !batches.empty() && std::ranges::none_of(batches, [&](const Batch& batch) {
    return fs::is_directory(settings.letters_dir / batch.prefecture / batch.name);
  });
}

}  // namespace

void require_letters_place(Database& database, const Settings& settings) {
  const fs::path mark = settings.letters_dir / kMark;
  const bool marked = fs::is_directory(fs::symlink_status(mark));
  const bool known = letters_place_marked(database);
  if (marked && known) return;
  if (!marked && (known || all_batches_missing(database, settings))) {
    throw ConfigurationError(fmt::format(
        "通知書の置き場所に印がありません: {}。ファイルシステムがマウントされていないようです。"
        "マウントと letters.dir を確かめてください。置き場所を新しくしたのなら、前の通知書を"
        "移してから、この名前の空のディレクトリを作ってください",
        mark.string()));
  }
  if (!marked) mark_letters_place(settings);
  Transaction transaction(database);
  set_letters_place_marked(database);
  transaction.commit();
}

void mark_letters_place(const Settings& settings) {
  make_directories(settings.letters_dir, kDirectoryMode);
  make_directory(settings.letters_dir / kMark, kDirectoryMode);
}

}  // namespace saihakko

#include "core/service/keeping/verify_audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/files/durable_file.hpp"
#include "core/letter/print_batch.hpp"
#include "core/store/queries/invariants.hpp"
#include "core/store/queries/retained_rows.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/batches_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kChunk = 5000;

/// Stops at the first broken link: nothing behind it proves anything.
void verify_chain(Database& database, const std::optional<std::string>& expected_head,
                  const std::function<void(std::int64_t)>& progress, AuditReport& report) {
  bool head_seen = !expected_head.has_value();
  while (true) {
    const auto rows = audit_rows(database, report.rows + 1, kChunk);
    if (rows.empty()) break;
    for (const AuditRow& row : rows) {
      if (row.seq != report.rows + 1) {
        report.breaches.push_back({"audit_chain", fmt::format("seq {}", report.rows + 1),
                                   fmt::format("行がありません(次の行は seq {})", row.seq)});
        return;
      }
      if (row.hash != audit_hash(report.head, row)) {
        report.breaches.push_back(
            {"audit_chain", fmt::format("seq {}", row.seq), "行の内容とハッシュが一致しません"});
        return;
      }
      ++report.rows;
      report.head = row.hash;
      head_seen = head_seen || row.hash == *expected_head;
    }
    progress(report.rows);
  }
  // Rows can only come to the end meanwhile; fewer in the chain than there are stand outside it.
  if (count_audit_rows(database) > report.rows &&
      audit_rows(database, report.rows + 1, 1).empty()) {
    report.breaches.push_back({"audit_chain", "seq 0", "鎖の外に行があります"});
  }
  if (!head_seen) {
    report.breaches.push_back(
        {"audit_head", expected_head->substr(0, 16),
         "この値で終わる行がありません。末尾が切り取られたか、書き換えられています"});
  }
}

void verify_invariants(Database& database, AuditReport& report) {
  for (const Invariant& invariant : invariants()) {
    for (const std::string& subject : breaches_of(database, invariant)) {
      report.breaches.push_back({invariant.name, subject, invariant.sentence});
    }
  }
}

/// `PREFECTURE/NAME` of each directory that is named as a batch.
std::vector<std::string> batch_directories(const Settings& settings) {
  std::vector<std::string> found;
  for (const std::string& prefecture : directory_names(settings.letters_dir)) {
    for (const std::string& name : directory_names(settings.letters_dir / prefecture)) {
      if (!name.starts_with('B')) continue;
      if (!std::filesystem::is_directory(settings.letters_dir / prefecture / name)) continue;
      found.push_back(fmt::format("{}/{}", prefecture, name));
    }
  }
  return found;
}

/// Every sealed batch stands whole in its directory unless its end is recorded, and no directory
/// stands without a batch.
void verify_directories(Database& database, const Settings& settings, AuditReport& report) {
  constexpr std::int64_t kMost = 1'000'000;
  // In the order in which a batch comes, backwards: one that is sealed or handed over meanwhile is
  // known.
  const auto directories = batch_directories(settings);
  std::vector<std::string> known;
  for (const Batch& batch : batches_in(database, BatchState::sealed, kMost)) {
    known.push_back(fmt::format("{}/{}", batch.prefecture, batch.name));  // being renamed right now
  }
  for (const Batch& batch : batches_in(database, BatchState::handed_over, kMost)) {
    const PrintBatch directory(settings.letters_dir / batch.prefecture, batch.name);
    known.push_back(fmt::format("{}/{}", batch.prefecture, batch.name));
    if (is_purged_batch(database, batch.name)) {
      if (!directory.handed_over()) continue;
      report.breaches.push_back(
          {"purged_directory", batch.name,
           "消去を記録したバッチのファイルが残っています(次の purge が消します)"});
      continue;
    }
    if (!directory.is_whole(PrintBatch::Place::final, batch.sums_sha256)) {
      report.breaches.push_back({"batch_directory", batch.name,
                                 "バッチのファイルがそろっていないか、書き換えられています"});
    }
  }
  std::sort(known.begin(), known.end());
  for (const std::string& directory : directories) {
    if (std::binary_search(known.begin(), known.end(), directory)) continue;
    report.breaches.push_back({"batch_row", directory.substr(directory.rfind('/') + 1),
                               "記録にないバッチのディレクトリです"});
  }
}

}  // namespace

AuditReport verify_books(Database& database, const std::optional<std::string>& expected_head,
                         const std::function<void(std::int64_t)>& progress) {
  AuditReport report;
  verify_chain(database, expected_head, progress, report);
  verify_invariants(database, report);
  return report;
}

AuditReport verify_audit(Database& database, const Settings& settings,
                         const std::optional<std::string>& expected_head,
                         const std::function<void(std::int64_t)>& progress) {
  AuditReport report = verify_books(database, expected_head, progress);
  verify_directories(database, settings, report);
  return report;
}

}  // namespace saihakko

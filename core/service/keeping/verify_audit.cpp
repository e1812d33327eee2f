#include "core/service/keeping/verify_audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/files/durable_file.hpp"
#include "core/letter/print_batch.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/queries/invariants.hpp"
#include "core/store/queries/retained_rows.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/batches_table.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kChunk = 5000;

/// Stops at the first broken link: nothing behind it proves anything.
void verify_chain(Database& database, const ExpectedHeads& expected,
                  const std::function<void(std::int64_t)>& progress, AuditReport& report) {
  std::map<std::int64_t, std::string> logged;
  for (const LoggedHead& head : expected.logged) {
    if (head.seq > 0) {
      logged.emplace(head.seq, head.hash);
    } else {
      report.breaches.push_back({"logged_head", "audit-heads", "控えた値を読めない行があります"});
    }
  }
  bool printed_seen = !expected.printed.has_value();
  ChainReader chain(database, 0, "");
  while (true) {
    const auto rows = audit_rows(database, report.rows + 1, kChunk);
    if (rows.empty()) break;
    for (const AuditRow& row : rows) {
      if (auto breach = chain.follow(row)) {
        report.breaches.push_back(std::move(*breach));
        return;
      }
      ++report.rows;
      report.head = row.hash;
      printed_seen = printed_seen || row.hash == *expected.printed;
      const auto written = logged.find(row.seq);
      if (written == logged.end()) continue;
      if (written->second != row.hash) {
        report.breaches.push_back({"logged_head", fmt::format("seq {}", row.seq),
                                   "ジョブの終わりに控えた値と異なります"});
      }
      logged.erase(written);
    }
    progress(report.rows);
  }
  if (count_audit_rows(database) > report.rows) {
    report.breaches.push_back({"audit_chain", "seq 0", "鎖の外に行があります"});
  }
  if (auto breach = chain.ends()) report.breaches.push_back(std::move(*breach));
  if (!logged.empty()) {
    report.breaches.push_back({"logged_head", fmt::format("seq {}", logged.rbegin()->first),
                               "ジョブの終わりに控えた行がありません。末尾の変更が失われています"});
  }
  if (!printed_seen) {
    report.breaches.push_back(
        {"audit_head", expected.printed->substr(0, 16),
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

/// Every sealed batch stands whole in its directory unless its end is recorded, and no directory
/// stands without a batch.
void verify_directories(Database& database, const Settings& settings, AuditReport& report) {
  constexpr std::int64_t kMost = 1'000'000;
  std::vector<std::string> known;
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
  for (const Batch& batch : batches_in(database, BatchState::sealed, kMost)) {
    known.push_back(fmt::format("{}/{}", batch.prefecture, batch.name));  // being renamed right now
  }
  std::sort(known.begin(), known.end());
  for (const std::string& prefecture : directory_names(settings.letters_dir)) {
    for (const std::string& name : directory_names(settings.letters_dir / prefecture)) {
      const bool batch = name.starts_with('B') &&
                         std::filesystem::is_directory(settings.letters_dir / prefecture / name);
      if (!batch ||
          std::binary_search(known.begin(), known.end(), fmt::format("{}/{}", prefecture, name))) {
        continue;
      }
      report.breaches.push_back({"batch_row", name, "記録にないバッチのディレクトリです"});
    }
  }
}

}  // namespace

AuditReport verify_books(Database& database, const ExpectedHeads& expected,
                         const std::function<void(std::int64_t)>& progress) {
  AuditReport report;
  const Snapshot snapshot(database);
  verify_chain(database, expected, progress, report);
  for (AuditBreach& breach : verify_tables(database, progress))
    report.breaches.push_back(std::move(breach));
  verify_invariants(database, report);
  return report;
}

AuditReport verify_audit(Database& database, const Settings& settings,
                         const std::optional<std::string>& printed_head,
                         const std::function<void(std::int64_t)>& progress) {
  const ExpectedHeads expected{printed_head, logged_heads(settings)};
  AuditReport report = verify_books(database, expected, progress);
  for (const std::string& damage : database.damages())
    report.breaches.push_back({"database_file", settings.database_file.filename(), damage});
  verify_directories(database, settings, report);
  return report;
}

}  // namespace saihakko

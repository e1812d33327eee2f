#include "core/service/keeping/verify_digests.hpp"

#include <fmt/format.h>

#include "core/store/engine/row_digests.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kChunk = 20'000;
constexpr std::size_t kMostOfATable = 100;

/// Without the key nothing is written but that watch has seen or not seen a trouble.
bool may_be_keyless(const AuditRow& row) {
  return row.mac.empty() && row.books.empty() && row.event.starts_with("incident_");
}

}  // namespace

ChainReader::ChainReader(Database& database, std::int64_t seq, std::string hash)
    : database_(database), seq_(seq), head_(std::move(hash)), keyed_head_(head_) {
  if (database.digests().kept() && database.digests().keyed()) end_ = RowDigests::end_in(database);
}

std::optional<AuditBreach> ChainReader::follow(const AuditRow& row) {
  const auto breach = [](std::int64_t seq, std::string detail) {
    return AuditBreach{"audit_chain", fmt::format("seq {}", seq), std::move(detail)};
  };
  if (row.seq != seq_ + 1) {
    return breach(seq_ + 1, fmt::format("行がありません(次の行は seq {})", row.seq));
  }
  if (row.hash != audit_hash(head_, row)) {
    return breach(row.seq, "行の内容とハッシュが一致しません");
  }
  ++seq_;
  head_ = row.hash;
  if (!end_ || row.seq < end_->keyed_from) {
    keyed_head_ = row.hash;
  } else if (database_.digests().is_mac(row.hash, row.mac)) {
    keyed_head_ = row.hash;
  } else if (!may_be_keyless(row)) {
    return breach(row.seq, "この鍵で書かれた行ではありません");
  }
  return std::nullopt;
}

std::optional<AuditBreach> ChainReader::ends() const {
  if (!end_) return std::nullopt;
  if (!database_.digests().is_own(*end_)) {
    return AuditBreach{
        "audit_end", "audit_end",
        "監査記録の終わりの印が、鍵のものではありません。書き換えられているか、壊れています"};
  }
  if (end_->head != keyed_head_) {
    return AuditBreach{
        "audit_end", fmt::format("seq {}", seq_),
        "監査記録が、最後に書いた行で終わっていません。切り取られたか、書き足されています"};
  }
  return std::nullopt;
}

std::vector<AuditBreach> verify_table(Database& database, std::size_t place, std::int64_t& rows) {
  const RowDigests& digests = database.digests();
  const auto end = RowDigests::end_in(database);
  std::vector<AuditBreach> breaches;
  DigestSum sum;
  std::int64_t reached = 0;
  const char* table = covered_tables().at(place).name;
  while (true) {
    const RowDigests::Reading read = digests.read(place, reached, kChunk);
    if (read.rows == 0) break;
    for (const std::string& subject : read.unfit) {
      if (breaches.size() == kMostOfATable) break;
      breaches.push_back({"row_digest", subject, "行の内容が、保存したときのものではありません"});
    }
    sum.add(read.sum);
    reached = read.last;
    rows += read.rows;
  }
  if (!end || !(sum == parse_sums(end->sums).at(place))) {
    breaches.push_back({"digest_sum", table, "行が消えたか、加わったか、前の内容に戻されています"});
  }
  return breaches;
}

std::vector<AuditBreach> verify_tables(Database& database,
                                       const std::function<void(std::int64_t)>& progress) {
  std::vector<AuditBreach> breaches;
  if (!database.digests().kept()) return breaches;
  if (!database.digests().keyed())
    return {{"audit_key", "master.key", "鍵がないため、行を確かめられません"}};
  std::int64_t rows = 0;
  for (std::size_t place = 0; place < covered_tables().size(); ++place) {
    for (AuditBreach& breach : verify_table(database, place, rows))
      breaches.push_back(std::move(breach));
    progress(rows);
  }
  return breaches;
}

}  // namespace saihakko

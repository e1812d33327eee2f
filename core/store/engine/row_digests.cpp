#define SQLITE_ENABLE_PREUPDATE_HOOK  // Debian's library has it

#include "core/store/engine/row_digests.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/random.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace saihakko {
namespace {

using store_detail::Blob;
using store_detail::PreparedStatement;

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kMacBytes = 16;

constexpr const char* kHasEnd = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'audit_end'";
constexpr const char* kEnd = "SELECT key_mark, keyed_from, sums, head, mac FROM audit_end";
constexpr const char* kPutEnd =
    "INSERT INTO audit_end (audit_end_id, key_mark, keyed_from, sums, head, mac) "
    "VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (audit_end_id) DO UPDATE SET "
    "key_mark = excluded.key_mark, keyed_from = excluded.keyed_from, sums = excluded.sums, "
    "head = excluded.head, mac = excluded.mac";
constexpr const char* kAuditHead = "SELECT hash FROM audit ORDER BY seq DESC LIMIT 1";

using EndRow = std::tuple<std::string, std::int64_t, std::string, std::string, std::string>;

AuditEnd from(EndRow&& row) {
  auto& [key_mark, keyed_from, sums, head, mac] = row;
  return {std::move(key_mark), keyed_from, std::move(sums), std::move(head), std::move(mac)};
}

std::string_view bytes_in(const HmacSha256::Mac& mac) {
  return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

std::string hex_of(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes)
    fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

std::string draw_nonce() {
  std::string nonce(kNonceBytes, '\0');
  if (::getrandom(nonce.data(), nonce.size(), 0) != static_cast<ssize_t>(nonce.size())) {
    throw std::runtime_error("getrandom");
  }
  return nonce;
}

/// Type, length and bytes of a value: no two rows have one message.
void append(std::string& message, int type, std::string_view bytes) {
  fmt::format_to(std::back_inserter(message), "{}:{}:{}", type, bytes.size(), bytes);
}

void append(std::string& message, sqlite3_value* value) {
  const int type = value == nullptr ? SQLITE_NULL : sqlite3_value_type(value);
  if (type == SQLITE_INTEGER)
    return append(message, type, std::to_string(sqlite3_value_int64(value)));
  if (type == SQLITE_NULL) return append(message, type, std::string_view());
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  append(message, type, {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))});
}

void append(std::string& message, sqlite3_stmt* row, int column) {
  const int type = sqlite3_column_type(row, column);
  if (type == SQLITE_INTEGER) {
    return append(message, type, std::to_string(sqlite3_column_int64(row, column)));
  }
  if (type == SQLITE_NULL) return append(message, type, std::string_view());
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
  append(message, type, {bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column))});
}

using Version = int (*)(sqlite3*, int, sqlite3_value**);

/// Null for a value that cannot be read. Nothing is thrown here: SQLite would carry it through C.
sqlite3_value* value_of(sqlite3* connection, Version version, int place) {
  sqlite3_value* value = nullptr;
  return version(connection, place, &value) == SQLITE_OK ? value : nullptr;
}

}  // namespace

/// Where a table's columns stand, and the statements by which its rows are read and marked.
struct RowDigests::TableAccess {
  std::vector<int> places;  // of the covered columns
  int digest_place = 0;
  std::string read_sql;
  std::string mark_sql;
  std::string scan_sql;
  std::unique_ptr<PreparedStatement> read;
  std::unique_ptr<PreparedStatement> mark;

  TableAccess(sqlite3* connection, const CoveredTable& table) {
    const auto [name, subject, columns] = table;
    std::vector<std::string> standing;
    const std::string list = fmt::format("SELECT name FROM pragma_table_info('{}')", name);
    PreparedStatement names(connection, list.c_str());
    names.bind();
    while (names.step())
      standing.push_back(std::get<0>(names.row<std::tuple<std::string>>()));
    const auto place_of = [&](std::string_view column) {
      const auto at = std::find(standing.begin(), standing.end(), column);
      if (at == standing.end()) throw std::logic_error(fmt::format("{}.{}", name, column));
      return static_cast<int>(at - standing.begin());
    };
    for (const char* column : columns)
      places.push_back(place_of(column));
    digest_place = place_of("digest");
    read_sql = fmt::format("SELECT {} FROM {} WHERE rowid = $1", fmt::join(columns, ", "), name);
    mark_sql = fmt::format("UPDATE {} SET digest = $1 WHERE rowid = $2", name);
    scan_sql =
        fmt::format("SELECT {}, digest, {}, rowid FROM {} WHERE rowid > $1 ORDER BY rowid LIMIT $2",
                    fmt::join(columns, ", "), subject, name);
  }

  /// The covered columns of the row that SQLite is about to change, as they are or will be.
  std::string message(sqlite3* connection, Version version, const char* table) const {
    std::string text = table;
    for (const int place : places)
      append(text, value_of(connection, version, place));
    return text;
  }

  /// The same of a row that a statement stands on, with the covered columns first.
  std::string message(sqlite3_stmt* row, const char* table) const {
    std::string text = table;
    for (int i = 0; i < static_cast<int>(places.size()); ++i)
      append(text, row, i);
    return text;
  }
};

RowDigests::RowDigests(sqlite3* connection, const AuditKey* key) : connection_(connection) {
  if (key != nullptr) {
    key_mark_ = key->mark;
    key_.emplace(key->bytes);
  }
  PreparedStatement has_end(connection, kHasEnd);
  has_end.bind();
  bool table = false;
  while (has_end.step())
    table = std::get<0>(has_end.row<std::tuple<std::int64_t>>()) > 0;
  if (!table) return;
  read_end_ = std::make_unique<PreparedStatement>(connection, kEnd);
  write_end_ = std::make_unique<PreparedStatement>(connection, kPutEnd);
  read_end_->bind();
  while (read_end_->step())
    kept_ = true;
  if (keyed()) {
    for (const CoveredTable& covered : covered_tables())
      tables_.emplace_back(connection, covered);
  }
  sqlite3_preupdate_hook(connection, before_change, this);
}

RowDigests::~RowDigests() {
  sqlite3_preupdate_hook(connection_, nullptr, nullptr);
}

void RowDigests::before_change(void* self, sqlite3* connection, int operation, const char* database,
                               const char* table, sqlite3_int64 was, sqlite3_int64 becomes) {
  (void)connection;
  auto& digests = *static_cast<RowDigests*>(self);
  if (!digests.listening_ || std::string_view(database) != "main") return;
  const auto& covered = covered_tables();
  const auto at = std::lower_bound(
      covered.begin(), covered.end(), std::string_view(table),
      [](const CoveredTable& one, std::string_view name) { return one.name < name; });
  if (at == covered.end() || at->name != std::string_view(table)) return;
  digests.note_change(static_cast<std::size_t>(at - covered.begin()), operation, was, becomes);
}

void RowDigests::note_change(std::size_t place, int operation, std::int64_t was,
                             std::int64_t becomes) {
  if (!keyed()) {
    changed_.insert({place, was});
    return;
  }
  switch (operation) {
    case SQLITE_INSERT: changed_.insert({place, becomes}); return;
    case SQLITE_DELETE: leave(place, was); return;
    default: break;
  }
  if (was == becomes && (changed_.contains({place, was}) || !covers_change(place))) return;
  leave(place, was);
  if (!unsound_.contains({place, was})) changed_.insert({place, becomes});
}

/// Takes what the row stood for out of the sum, unless it did not fit: then the sum is not to fit
/// either.
void RowDigests::leave(std::size_t place, std::int64_t rowid) {
  if (changed_.erase({place, rowid}) > 0) return;
  const TableAccess& table = tables_[place];
  const auto digest_of = [&] {
    sqlite3_value* value = value_of(connection_, sqlite3_preupdate_old, table.digest_place);
    if (value == nullptr) return std::string();
    const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
    return std::string(bytes != nullptr ? bytes : "",
                       static_cast<std::size_t>(sqlite3_value_bytes(value)));
  };
  const std::string digest = digest_of();
  const std::string message =
      table.message(connection_, sqlite3_preupdate_old, covered_tables()[place].name);
  if (!fits(message, digest)) {
    unsound_.insert({place, rowid});
    return;
  }
  sums_[place].remove(element_of(place, digest));
  sums_[place].went();
  end_changed_ = true;
}

bool RowDigests::covers_change(std::size_t place) const {
  return std::any_of(tables_[place].places.begin(), tables_[place].places.end(),
                     [this](int column) {
                       std::string before;
                       std::string after;
                       append(before, value_of(connection_, sqlite3_preupdate_old, column));
                       append(after, value_of(connection_, sqlite3_preupdate_new, column));
                       return before != after;
                     });
}

void RowDigests::listen() {
  if (!kept_) return;
  std::optional<AuditEnd> end;
  read_end_->bind();
  while (read_end_->step())
    end = from(read_end_->row<EndRow>());
  if (!end) throw StoreError(StoreError::Kind::broken, "audit_end");
  if (keyed() && end->key_mark != key_mark_) {
    throw StoreError(StoreError::Kind::keyless, "audit_end: another key");
  }
  end_ = std::move(*end);
  sums_ = parse_sums(end_.sums);
  listening_ = true;
}

void RowDigests::cover(const Row& row) {
  const auto& [place, rowid] = row;
  TableAccess& table = tables_[place];
  if (!table.read) {
    table.read = std::make_unique<PreparedStatement>(connection_, table.read_sql.c_str());
    table.mark = std::make_unique<PreparedStatement>(connection_, table.mark_sql.c_str());
  }
  table.read->bind(rowid);
  std::string message;
  while (table.read->step())
    message = table.message(table.read->handle(), covered_tables()[place].name);
  std::string digest = draw_nonce();
  digest += bytes_in(hash_of(message, digest)).substr(0, kMacBytes);
  table.mark->bind(Blob{digest}, rowid);
  while (table.mark->step()) {
  }
  sums_[place].add(element_of(place, digest));
  sums_[place].came();
}

std::string RowDigests::settle() {
  if (!listening_) throw std::logic_error("an audit row outside a transaction");
  if (!changed_.empty()) {
    listening_ = false;
    const std::set<Row> rows = std::exchange(changed_, {});
    for (const Row& row : rows)
      cover(row);
    listening_ = true;
    end_changed_ = true;
  }
  if (end_changed_) end_.sums = text_of_sums(sums_);
  return hex_of(bytes_in(key_->of("books:" + end_.sums)).substr(0, kMacBytes));
}

std::string RowDigests::mac_of(std::string_view hash) const {
  return hex_of(bytes_in(key_->of(fmt::format("audit:{}", hash))).substr(0, kMacBytes));
}

void RowDigests::appended(std::string_view hash) {
  end_.head = hash;
  end_changed_ = true;
}

void RowDigests::close() {
  if (!listening_) return;
  if (!keyed()) {
    if (changed_.empty()) return;
    throw StoreError(StoreError::Kind::keyless,
                     fmt::format("鍵がないため、{}を変更できません",
                                 covered_tables()[changed_.begin()->first].name));
  }
  if (!changed_.empty()) settle();
  if (!end_changed_) return;
  end_.sums = text_of_sums(sums_);
  end_.mac = mac_of_end(end_);
  write_end_->bind(end_.key_mark, end_.keyed_from, end_.sums, end_.head, end_.mac);
  while (write_end_->step()) {
  }
}

void RowDigests::forget() {
  listening_ = false;
  changed_.clear();
  unsound_.clear();
  end_ = {};
  sums_.clear();
  end_changed_ = false;
}

void RowDigests::make_all(std::int64_t keyed_from) {
  constexpr std::int64_t kChunk = 10'000;
  std::string head;
  PreparedStatement last(connection_, kAuditHead);
  last.bind();
  while (last.step())
    head = std::get<0>(last.row<std::tuple<std::string>>());
  kept_ = true;
  listening_ = false;
  changed_.clear();
  sums_.assign(covered_tables().size(), {});
  end_ = AuditEnd{key_mark_, keyed_from, {}, head, {}};
  for (std::size_t place = 0; place < tables_.size(); ++place) {
    const std::string list =
        fmt::format("SELECT rowid FROM {} WHERE rowid > $1 ORDER BY rowid LIMIT $2",
                    covered_tables()[place].name);
    PreparedStatement rows(connection_, list.c_str());
    std::vector<std::int64_t> chunk{0};
    while (!chunk.empty()) {
      rows.bind(std::exchange(chunk, {}).back(), kChunk);
      while (rows.step())
        chunk.push_back(std::get<0>(rows.row<std::tuple<std::int64_t>>()));
      for (const std::int64_t rowid : chunk)
        cover({place, rowid});
    }
  }
  listening_ = true;
  end_changed_ = true;
}

std::optional<AuditEnd> RowDigests::end_in(Database& database) {
  auto row = database.select_one<EndRow>(kEnd);
  if (!row) return std::nullopt;
  return from(std::move(*row));
}

bool RowDigests::is_own(const AuditEnd& end) const {
  return end.key_mark == key_mark_ && end.mac == mac_of_end(end);
}

RowDigests::Reading RowDigests::read(std::size_t place, std::int64_t after,
                                     std::int64_t limit) const {
  const CoveredTable& covered = covered_tables()[place];
  const TableAccess& table = tables_[place];
  const int digest_at = static_cast<int>(table.places.size());
  Reading reading{.unfit = {}, .rows = 0, .last = after, .sum = {}};
  PreparedStatement scan(connection_, table.scan_sql.c_str());
  scan.bind(after, limit);
  while (scan.step()) {
    sqlite3_stmt* row = scan.handle();
    const auto text_at = [row](int column) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
      return std::string(bytes != nullptr ? bytes : "",
                         static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
    };
    const std::string message = table.message(row, covered.name);
    const std::string digest = text_at(digest_at);
    reading.last = sqlite3_column_int64(row, digest_at + 2);
    if (!fits(message, digest))
      reading.unfit.push_back(fmt::format("{} {}", covered.name, text_at(digest_at + 1)));
    reading.sum.add(element_of(place, digest));
    reading.sum.came();
    ++reading.rows;
  }
  return reading;
}

HmacSha256::Mac RowDigests::hash_of(std::string_view message, std::string_view nonce) const {
  return key_->of(fmt::format("row:{}:{}", nonce, message));
}

bool RowDigests::fits(std::string_view message, std::string_view digest) const {
  if (digest.size() != kNonceBytes + kMacBytes) return false;
  return bytes_in(hash_of(message, digest.substr(0, kNonceBytes))).substr(0, kMacBytes) ==
         digest.substr(kNonceBytes);
}

HmacSha256::Mac RowDigests::element_of(std::size_t place, std::string_view digest) const {
  return key_->of(fmt::format("sum:{}:{}", covered_tables()[place].name, digest));
}

std::string RowDigests::mac_of_end(const AuditEnd& end) const {
  return hex_of(bytes_in(
      key_->of(fmt::format("end:{}:{}:{}:{}", end.key_mark, end.keyed_from, end.head, end.sums))));
}

}  // namespace saihakko

#include "core/store/engine/transaction.hpp"

#include <sqlite3.h>

#include <cassert>

#include "core/faults/fault_point.hpp"
#include "core/store/engine/row_digests.hpp"
#include "core/store/engine/statement.hpp"

namespace saihakko {

Transaction::Transaction(Database& database) : database_(database) {
  assert(!database.in_transaction_);
  const WriterQueue::Head head(database.connection_->queue);
  database_.execute("BEGIN IMMEDIATE");
  database_.in_transaction_ = true;
  try {
    database_.digests().listen();
  } catch (...) {
    roll_back();
    throw;
  }
}

Transaction::~Transaction() {
  if (database_.in_transaction_) roll_back();
}

void Transaction::roll_back() {
  database_.in_transaction_ = false;
  database_.digests().forget();
  // SQLite may have rolled back by itself (full disk, I/O error). What a failed rollback leaves,
  // the next connection undoes.
  sqlite3* handle = database_.connection_->handle;
  if (sqlite3_get_autocommit(handle) == 0)
    sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.digests().close();
  faults::kill_point("before commit");
  database_.execute("COMMIT");
  faults::kill_point("after commit");
  database_.digests().forget();
  database_.in_transaction_ = false;
}

Snapshot::Snapshot(Database& database) : database_(database) {
  assert(!database.in_transaction_);
  database_.execute("BEGIN");
}

Snapshot::~Snapshot() {
  sqlite3* handle = database_.connection_->handle;
  if (sqlite3_get_autocommit(handle) == 0)
    sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace saihakko

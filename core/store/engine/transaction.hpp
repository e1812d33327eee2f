#pragma once

#include "core/store/engine/database.hpp"

namespace saihakko {

/// Takes the writer's lock at once (BEGIN IMMEDIATE; Poco's own begin() would take it at the first
/// write, where the busy timeout no longer helps) and rolls back unless commit() was reached.
/// Transactions do not nest.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Returns once the change is on the disk.
  void commit();

 private:
  void roll_back();

  Database& database_;
};

/// What is read while it lasts is of one instant: nobody waits for it, and it for nobody.
class Snapshot {
 public:
  explicit Snapshot(Database& database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

}  // namespace saihakko

#include "core/store/engine/row_digests.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/store/engine/store_error.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/audit_table.hpp"
#include "core/store/tables/serials_table.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

/// A database that keeps digests.
struct KeyedStore : Store {
  AuditKey key{"a mark", std::string(32, 'k')};

  KeyedStore() {
    add_office();
    database.keep_digests(key);
    Transaction transaction(database);
    database.digests().make_all(1);
    transaction.commit();
  }

  /// What does not fit its digest, and the tables whose sum is another.
  std::vector<std::string> unfit() {
    std::vector<std::string> found;
    const AuditEnd end = RowDigests::end_in(database).value();
    if (!database.digests().is_own(end)) found.emplace_back("end");
    const auto sums = parse_sums(end.sums);
    for (std::size_t place = 0; place < covered_tables().size(); ++place) {
      const auto reading = database.digests().read(place, 0, 1000);
      found.insert(found.end(), reading.unfit.begin(), reading.unfit.end());
      if (!(reading.sum == sums[place])) found.emplace_back(covered_tables()[place].name);
    }
    return found;
  }

  void rename_office(const std::string& name) {
    Transaction transaction(database);
    database.execute("UPDATE offices SET name = $1", name);
    transaction.commit();
  }

  std::string digest() {
    return std::get<0>(
        database.select_one<std::tuple<std::string>>("SELECT hex(digest) FROM offices").value());
  }
};

using Names = std::vector<std::string>;

TEST(RowDigests, FollowInsertsUpdatesAndDeletes) {
  KeyedStore store;
  EXPECT_EQ(store.unfit(), Names{});
  store.rename_office("a");
  {
    Transaction transaction(store.database);
    draw_serials(store.database, "receipt_number", 1);
    draw_serials(store.database, "receipt_number", 2);
    store.add_office("1311111129");
    store.database.execute("DELETE FROM accounts WHERE office_number = '1311111111'");
    append_audit(store.database, Actor::job("test"), kNow, {"event", "subject", ""});
    store.database.execute("DELETE FROM offices WHERE office_number = '1311111111'");
    transaction.commit();
  }
  EXPECT_EQ(store.unfit(), Names{});
  EXPECT_EQ(RowDigests::end_in(store.database)->head, audit_head(store.database));
}

TEST(RowDigests, KnowNothingOfWhatWasRolledBack) {
  KeyedStore store;
  const AuditEnd before = RowDigests::end_in(store.database).value();
  {
    const Transaction transaction(store.database);
    store.database.execute("UPDATE offices SET name = 'b'");
  }
  EXPECT_EQ(RowDigests::end_in(store.database)->mac, before.mac);
  store.rename_office("c");
  EXPECT_EQ(store.unfit(), Names{});
}

TEST(RowDigests, AreDrawnAnewWithEachChangeAndKeptWithoutOne) {
  KeyedStore store;
  store.rename_office("a");
  const std::string first = store.digest();
  store.rename_office("a");
  EXPECT_EQ(store.digest(), first);
  store.rename_office("b");
  store.rename_office("a");
  EXPECT_NE(store.digest(), first);
}

TEST(RowDigests, OfARowThatDidNotFitAreNotMadeAnew) {
  KeyedStore store;
  store.database.execute("UPDATE offices SET name = 'by somebody'");  // outside a transaction
  EXPECT_EQ(store.unfit(), Names{"offices 1311111111"});
  store.rename_office("by us");
  EXPECT_EQ(store.unfit(), Names{"offices 1311111111"});
  {
    Transaction transaction(store.database);
    store.database.execute("DELETE FROM accounts");
    store.database.execute("DELETE FROM offices");
    transaction.commit();
  }
  EXPECT_EQ(store.unfit(), Names{"offices"});
}

TEST(RowDigests, WithoutTheKeyNoCoveredRowIsChanged) {
  KeyedStore store;
  Database keyless(store.file, Database::Open::existing);
  {
    Transaction transaction(keyless);
    keyless.execute("UPDATE offices SET name = 'x'");
    try {
      transaction.commit();
      ADD_FAILURE() << "committed";
    } catch (const StoreError& failure) {
      EXPECT_EQ(failure.kind(), StoreError::Kind::keyless);
    }
  }
  Transaction transaction(keyless);
  append_audit(keyless, Actor::job("watch"), kNow, {"incident_begun", "incident:1", "setup"});
  transaction.commit();
  EXPECT_EQ(store.unfit(), Names{});
}

TEST(RowDigests, AnotherKeyIsRefused) {
  KeyedStore store;
  Database other(store.file, Database::Open::existing);
  other.keep_digests({"another mark", std::string(32, 'o')});
  EXPECT_THROW(Transaction{other}, StoreError);
  store.rename_office("a");  // nobody holds the lock
  EXPECT_EQ(store.unfit(), Names{});
}

}  // namespace
}  // namespace saihakko

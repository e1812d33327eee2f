#include "core/store/engine/transaction.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <stdexcept>

#include "core/store/tables/serials_table.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

constexpr const char* kOffices = "SELECT COUNT(*) FROM offices";

TEST(Transaction, KeepsWhatWasCommitted) {
  Store store;
  {
    Transaction transaction(store.database);
    store.add_office();
    transaction.commit();
  }
  Database other = store.connect();
  EXPECT_EQ(count_offices(other), 1);
}

TEST(Transaction, WithoutCommitLeavesNothing) {
  Store store;
  {
    Transaction transaction(store.database);
    store.add_office();
    EXPECT_EQ(store.count(kOffices), 1);
  }
  EXPECT_EQ(store.count(kOffices), 0);
}

TEST(Transaction, AnExceptionLeavesNothing) {
  Store store;
  const auto work = [&] {
    Transaction transaction(store.database);
    store.add_office();
    throw std::runtime_error("the world fails");
  };
  EXPECT_THROW(work(), std::runtime_error);
  EXPECT_EQ(store.count(kOffices), 0);
}

TEST(Transaction, ABrokenConstraintInsideIsRolledBackWithTheRest) {
  Store store;
  const auto work = [&] {
    Transaction transaction(store.database);
    store.add_office();
    add_account(store.database, office_number("1322222222"), "13", "KJ131322222222", kNow);
  };
  EXPECT_THROW(work(), StoreError);  // an account without an office
  EXPECT_EQ(store.count(kOffices), 0);
  store.add_office();
  EXPECT_EQ(store.count(kOffices), 1);
}

TEST(Transaction, AnotherConnectionSeesNothingBeforeTheCommit) {
  Store store;
  Database other = store.connect();
  Transaction transaction(store.database);
  store.add_office();
  EXPECT_EQ(count_offices(other), 0);
  transaction.commit();
  EXPECT_EQ(count_offices(other), 1);
}

TEST(Transaction, ASecondWriterWaitsForTheFirst) {
  Store store;
  std::promise<void> started;
  Transaction first(store.database);
  store.add_office();
  std::future<std::int64_t> seen = std::async(std::launch::async, [&] {
    Database other = store.connect();
    started.set_value();
    Transaction second(other);
    const std::int64_t offices = count_offices(other);
    second.commit();
    return offices;
  });
  started.get_future().wait();
  EXPECT_EQ(seen.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  first.commit();
  EXPECT_EQ(seen.get(), 1);
}

TEST(Serials, RunFromOneWithoutAGap) {
  Store store;
  EXPECT_EQ(draw_serials(store.database, "receipt_number"), 1);
  EXPECT_EQ(draw_serials(store.database, "receipt_number"), 2);
  EXPECT_EQ(draw_serials(store.database, "receipt_number", 10), 3);
  EXPECT_EQ(draw_serials(store.database, "receipt_number"), 13);
  EXPECT_EQ(draw_serials(store.database, "notice_number"), 1);
}

TEST(Serials, ARollbackGivesThemBack) {
  Store store;
  draw_serials(store.database, "receipt_number");
  {
    Transaction transaction(store.database);
    EXPECT_EQ(draw_serials(store.database, "receipt_number", 5), 2);
  }
  EXPECT_EQ(draw_serials(store.database, "receipt_number"), 2);
}

}  // namespace
}  // namespace saihakko

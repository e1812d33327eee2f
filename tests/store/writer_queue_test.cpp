#include "core/store/engine/writer_queue.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/store/engine/statement.hpp"
#include "core/store/engine/transaction.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

using namespace std::chrono_literals;
using Number = std::tuple<std::int64_t>;

TEST(WriterQueue, AWriterWaitsForAnotherProgramThatDoesNotQueue) {
  Store store;
  Database other = store.connect();
  other.execute("BEGIN IMMEDIATE");
  std::thread ends([&other] {
    std::this_thread::sleep_for(200ms);
    other.execute("COMMIT");
  });
  const Transaction transaction(store.database);
  EXPECT_EQ(store.database.select_one<Number>("SELECT 1"), Number(1));
  ends.join();
}

TEST(WriterQueue, WhoCameFirstWritesFirst) {
  Store store;
  constexpr int kWriters = 20;
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::thread> writers;
  {
    std::optional<Transaction> first(std::in_place, store.database);
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&store, &mutex, &order, i] {
        Database database = store.connect();
        const Transaction transaction(database);
        const std::lock_guard lock(mutex);
        order.push_back(i);
      });
      std::this_thread::sleep_for(30ms);  // it stands in the queue
    }
  }
  for (std::thread& writer : writers)
    writer.join();
  std::vector<int> expected;
  for (int i = 0; i < kWriters; ++i)
    expected.push_back(i);
  EXPECT_EQ(order, expected);
}

}  // namespace
}  // namespace saihakko

#include "core/store/engine/writer_queue.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
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

TEST(WriterQueue, AStrangersLockOnTheDirectoryStopsNobody) {
  Store store;
  const int stranger = ::open(store.directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::flock(stranger, LOCK_EX), 0);
  store.database.execute("CREATE TABLE t (n INTEGER) STRICT");
  for (int n = 0; n < 3; ++n) {
    Transaction transaction(store.database);
    store.database.execute("INSERT INTO t VALUES (1)");
    transaction.commit();
  }
  EXPECT_EQ(store.database.select_one<Number>("SELECT COUNT(*) FROM t"), Number(3));
  ::close(stranger);
}

/// How many stand in the queue, the one at its head included: proc(5), /proc/locks, where a line
/// ends with device:inode and the range.
int queued(const std::filesystem::path& directory) {
  struct stat status {};
  EXPECT_EQ(::stat(directory.c_str(), &status), 0);
  const std::string inode = ":" + std::to_string(status.st_ino) + " ";
  std::ifstream locks("/proc/locks");
  int count = 0;
  for (std::string line; std::getline(locks, line);)
    count += line.find(inode) != std::string::npos ? 1 : 0;
  return count;
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
      while (queued(store.directory.path()) < i + 1)
        std::this_thread::sleep_for(1ms);
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

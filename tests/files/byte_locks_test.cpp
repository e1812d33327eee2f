#include "core/files/byte_locks.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

using namespace std::chrono_literals;

class ByteLocksTest : public ::testing::Test {
 protected:
  ScratchDirectory scratch_;
  const std::filesystem::path file_ = scratch_.path() / "locks";
};

TEST_F(ByteLocksTest, ExcludeOneAnotherByteByByte) {
  ByteLocks one(file_);
  ByteLocks other(file_);
  EXPECT_TRUE(one.try_lock(7));
  EXPECT_FALSE(other.try_lock(7));
  EXPECT_TRUE(other.is_taken(7));
  EXPECT_FALSE(one.is_taken(7));  // its own
  EXPECT_TRUE(other.try_lock(8));
  one.unlock(7);
  EXPECT_TRUE(other.try_lock(7));
}

TEST_F(ByteLocksTest, EndWithTheirObject) {
  ByteLocks other(file_);
  {
    ByteLocks one(file_);
    EXPECT_TRUE(one.try_lock(0));
  }
  EXPECT_TRUE(other.try_lock(0));
}

TEST_F(ByteLocksTest, EndWithAProcessThatIsKilled) {
  const pid_t child = ::fork();
  if (child == 0) {
    ByteLocks locks(file_);
    locks.wait_lock(3, 1min);
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ByteLocks locks(file_);
  EXPECT_TRUE(locks.try_lock(3));
}

TEST_F(ByteLocksTest, AreWaitedForUntilTheyAreFree) {
  ByteLocks one(file_);
  ASSERT_TRUE(one.wait_lock(5, 1min));
  std::atomic<bool> got{false};
  std::thread waiter([&] {
    ByteLocks other(file_);
    got = other.wait_lock(5, 1min);
  });
  EXPECT_FALSE(got);
  one.unlock(5);
  waiter.join();
  EXPECT_TRUE(got);
}

TEST_F(ByteLocksTest, AreNotWaitedForWithoutEnd) {
  ByteLocks one(file_);
  ASSERT_TRUE(one.wait_lock(5, 0ms));
  ByteLocks other(file_);
  EXPECT_FALSE(other.wait_lock(5, 20ms));
  one.unlock(5);
  EXPECT_TRUE(other.wait_lock(5, 0ms));
}

}  // namespace
}  // namespace saihakko

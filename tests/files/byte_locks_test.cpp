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
    locks.wait_lock(3);
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
  one.wait_lock(5);
  std::atomic<bool> got{false};
  std::thread waiter([&] {
    ByteLocks other(file_);
    other.wait_lock(5);
    got = true;
  });
  EXPECT_FALSE(got);
  one.unlock(5);
  waiter.join();
  EXPECT_TRUE(got);
}

}  // namespace
}  // namespace saihakko

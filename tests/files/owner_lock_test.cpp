#include "core/files/owner_lock.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "core/files/durable_file.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

/// Another process that is an Owner until it is killed.
class OwnerProcess {
 public:
  explicit OwnerProcess(const fs::path& directory) {
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return;
    pid_ = ::fork();
    if (pid_ == 0) {
      const Owner owner(directory);
      const std::string name = owner.name() + "\n";
      if (::write(pipe[1], name.data(), name.size()) < 0) ::_exit(1);
      while (true)
        ::pause();
    }
    ::close(pipe[1]);
    char c = 0;
    while (::read(pipe[0], &c, 1) == 1 && c != '\n')
      name_ += c;
    ::close(pipe[0]);
  }
  ~OwnerProcess() { kill(); }
  OwnerProcess(const OwnerProcess&) = delete;
  OwnerProcess& operator=(const OwnerProcess&) = delete;

  const std::string& name() const { return name_; }

  /// As a crash or the power would.
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_ = -1;
  std::string name_;
};

TEST(FileLock, IsHeldByOneAtATime) {
  const ScratchDirectory directory;
  const fs::path file = directory.path() / "report.lock";
  {
    const auto first = FileLock::try_lock(file);
    EXPECT_TRUE(first.has_value());
    EXPECT_FALSE(FileLock::try_lock(file).has_value());
  }
  EXPECT_TRUE(FileLock::try_lock(file).has_value());
}

TEST(FileLock, MovedStaysHeld) {
  const ScratchDirectory directory;
  const fs::path file = directory.path() / "report.lock";
  auto first = FileLock::try_lock(file);
  const FileLock second(std::move(*first));
  first.reset();
  EXPECT_FALSE(FileLock::try_lock(file).has_value());
}

TEST(FileLock, IsWaitedForAsLongAsAsked) {
  const ScratchDirectory directory;
  const fs::path file = directory.path() / "stop-lists.lock";
  auto first = FileLock::try_lock(file);
  EXPECT_THROW(FileLock::wait_lock(file, 20), FileError);
  std::thread releases([&first] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    first.reset();
  });
  const FileLock second = FileLock::wait_lock(file, 60'000);
  releases.join();
  EXPECT_FALSE(FileLock::try_lock(file).has_value());
}

TEST(FileLock, IsNotTakenThroughALink) {
  const ScratchDirectory directory;
  fs::create_symlink(directory.write("elsewhere", ""), directory.path() / "report.lock");
  EXPECT_THROW(FileLock::try_lock(directory.path() / "report.lock"), FileError);
}

TEST(Owner, LivesUntilItIsGone) {
  const ScratchDirectory directory;
  const Owner witness(directory.path());
  std::string name;
  {
    const Owner other(directory.path());
    name = other.name();
    EXPECT_NE(name, witness.name());
    EXPECT_TRUE(witness.lives(name));
    EXPECT_TRUE(other.lives(witness.name()));
    EXPECT_TRUE(witness.lives(witness.name()));
  }
  EXPECT_FALSE(witness.lives(name));
  EXPECT_EQ(directory_names(directory.path()), std::vector<std::string>{witness.name()});
}

TEST(Owner, OfAnotherProcessIsDeadOnceItIsKilled) {
  const ScratchDirectory directory;
  const Owner witness(directory.path());
  OwnerProcess other(directory.path());
  ASSERT_FALSE(other.name().empty());
  EXPECT_TRUE(witness.lives(other.name()));
  other.kill();
  EXPECT_FALSE(witness.lives(other.name()));
}

TEST(Owner, TheDeadAreClearedAwayByTheNextAndTheLivingAreNot) {
  const ScratchDirectory directory;
  const fs::path owners = directory.path() / "owners";
  OwnerProcess dead(owners);
  OwnerProcess living(owners);
  dead.kill();
  EXPECT_TRUE(fs::exists(owners / dead.name()));
  const Owner next(owners);
  EXPECT_FALSE(fs::exists(owners / dead.name()));
  EXPECT_TRUE(next.lives(living.name()));
  EXPECT_EQ(directory_names(owners).size(), 2U);
}

TEST(Owner, OfANameThatNeverWasIsDead) {
  const ScratchDirectory directory;
  const Owner owner(directory.path());
  EXPECT_FALSE(owner.lives("1700000000000000-1"));
  EXPECT_FALSE(fs::exists(directory.path() / "1700000000000000-1"));
}

TEST(Owner, OfManyThatComeAndGoAtOnceNoLivingOneLosesItsFile) {
  const ScratchDirectory directory;
  std::vector<int> lost(8, 0);
  std::vector<std::thread> threads;
  for (int& count : lost) {
    threads.emplace_back([&directory, &count] {
      for (int i = 0; i < 250; ++i) {
        const Owner owner(directory.path());
        if (!fs::exists(directory.path() / owner.name())) ++count;
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(lost, std::vector<int>(8, 0));
}

}  // namespace
}  // namespace saihakko

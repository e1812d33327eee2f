#include "core/service/setup/hashing_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/secrets/password_hash.hpp"
#include "core/secrets/random_source.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kCount = "0123456789abcdef";

class Hashing : public ::testing::Test {
 protected:
  ScratchDirectory scratch_;
  const HashingQueue queue_{scratch_.path() / "hashing.lock", 1};
};

TEST_F(Hashing, OnlyAsManyAreInAtOnceAsThereArePlaces) {
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> people;
  for (int i = 0; i < 16; ++i) {
    people.emplace_back([&, i] {
      const auto place = queue_.enter(i % 2 == 0 ? HashingLane::known : HashingLane::stranger);
      ASSERT_TRUE(place.has_value());
      const int now = ++inside;
      if (now > most) most = now;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      --inside;
    });
  }
  for (std::thread& person : people)
    person.join();
  EXPECT_EQ(most, 1);
}

TEST_F(Hashing, TheKnownGoBeforeStrangersThatWait) {
  std::optional<HashingPlace> held = queue_.enter(HashingLane::known);
  std::vector<HashingLane> order;
  std::mutex mutex;
  std::atomic<int> waiting{0};
  const auto wait_in = [&](HashingLane lane) {
    ++waiting;
    const auto place = queue_.enter(lane);
    const std::lock_guard lock(mutex);
    order.push_back(lane);
  };
  std::vector<std::thread> people;
  people.emplace_back(wait_in, HashingLane::stranger);
  people.emplace_back(wait_in, HashingLane::stranger);
  while (waiting < 2)
    std::this_thread::yield();
  people.emplace_back(wait_in, HashingLane::known);
  // Until the known one stands at the head of its lane, which the file shows.
  ByteLocks look(scratch_.path() / "hashing.lock");
  while (!look.is_taken(1 << 16))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  held.reset();
  for (std::thread& person : people)
    person.join();
  EXPECT_EQ(order, (std::vector<HashingLane>{HashingLane::known, HashingLane::stranger,
                                             HashingLane::stranger}));
}

TEST_F(Hashing, WhoFindsTheQueueFullIsToldAtOnceAndTheOtherLaneIsOpen) {
  std::optional<HashingPlace> held = queue_.enter(HashingLane::known);
  std::atomic<int> refused{0};
  std::vector<std::thread> people;
  for (int i = 0; i < 40; ++i) {  // 32 seats
    people.emplace_back([&] {
      if (!queue_.enter(HashingLane::stranger)) ++refused;
    });
  }
  while (refused < 8)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(refused, 8);
  held.reset();
  EXPECT_TRUE(queue_.enter(HashingLane::known).has_value());
  for (std::thread& person : people)
    person.join();
  EXPECT_EQ(refused, 8);
}

TEST_F(Hashing, TriesOfOneCountAreInOneAfterTheOther) {
  const HashingQueue wide(scratch_.path() / "wide.lock", 4);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> people;
  for (int i = 0; i < 8; ++i) {
    people.emplace_back([&] {
      const auto place = wide.enter(HashingLane::stranger, kCount);
      const int now = ++inside;
      if (now > most) most = now;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      --inside;
    });
  }
  for (std::thread& person : people)
    person.join();
  EXPECT_EQ(most, 1);
}

TEST_F(Hashing, OfManyPasswordsKeepsTheirOrder) {
  start_sodium();
  const std::string setting = draw_hash_setting();
  std::vector<std::string> passwords;
  for (int i = 0; i < 5; ++i)
    passwords.push_back("Password" + std::to_string(i));
  std::vector<Unhashed> unhashed;
  for (const std::string& password : passwords)
    unhashed.push_back({password, setting});
  const auto hashes = hash_passwords(queue_, unhashed);
  ASSERT_EQ(hashes.size(), passwords.size());
  for (std::size_t i = 0; i < passwords.size(); ++i)
    EXPECT_EQ(hashes[i], hash_password(passwords[i], setting)) << i;
  EXPECT_TRUE(hash_passwords(queue_, {}).empty());
}

}  // namespace
}  // namespace saihakko

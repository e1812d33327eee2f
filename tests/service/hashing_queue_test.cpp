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

/// A seat with its place.
std::optional<HashingSeat> in_place(const HashingQueue& queue, HashingLane lane,
                                    std::string_view count = {}) {
  auto seat = queue.enter(lane, count);
  if (seat && !seat->take_place()) seat.reset();
  return seat;
}

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
      const auto place = in_place(queue_, i % 2 == 0 ? HashingLane::known : HashingLane::stranger);
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
  std::optional<HashingSeat> held = in_place(queue_, HashingLane::known);
  std::vector<HashingLane> order;
  std::mutex mutex;
  std::atomic<int> waiting{0};
  const auto wait_in = [&](HashingLane lane) {
    ++waiting;
    const auto place = in_place(queue_, lane);
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
  std::optional<HashingSeat> held = in_place(queue_, HashingLane::known);
  std::atomic<int> refused{0};
  std::vector<std::thread> people;
  for (int i = 0; i < 40; ++i) {  // 32 seats
    people.emplace_back([&] {
      if (!in_place(queue_, HashingLane::stranger)) ++refused;
    });
  }
  while (refused < 8)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(refused, 8);
  held.reset();
  EXPECT_TRUE(in_place(queue_, HashingLane::known).has_value());
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
      const auto place = in_place(wide, HashingLane::stranger, kCount);
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

TEST_F(Hashing, WhoLeavesItsPlaceStillHoldsItsCount) {
  auto first = in_place(queue_, HashingLane::stranger, kCount);
  ASSERT_TRUE(first.has_value());
  first->leave_place();
  EXPECT_TRUE(in_place(queue_, HashingLane::stranger, "fedcba9876543210").has_value());
  std::atomic<bool> inside{false};
  std::thread same([&] {
    const auto second = in_place(queue_, HashingLane::stranger, kCount);
    inside = second.has_value();
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_FALSE(inside);
  first.reset();
  same.join();
  EXPECT_TRUE(inside);
}

}  // namespace
}  // namespace saihakko

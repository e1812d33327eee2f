#include "core/service/setup/hashing_queue.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <future>
#include <thread>

#include "core/secrets/password_hash.hpp"

namespace saihakko {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kFileName = "hashing.lock";
// The bytes of the file: places from 0, heads and seats of the lanes, then the counts.
constexpr std::int64_t kHeads = 1 << 16;
constexpr std::int64_t kSeats = 1 << 20;
constexpr std::int64_t kCounts = std::int64_t{1} << 32;
constexpr std::int64_t kSeatsAPlace = 32;
constexpr std::chrono::milliseconds kLongestWait{10'000};
constexpr std::chrono::microseconds kLook{500};
constexpr std::chrono::milliseconds kLookForCount{4};

unsigned cores() {
  return std::max(1U, std::thread::hardware_concurrency());
}

std::int64_t head_of(HashingLane lane) {
  return kHeads + static_cast<std::int64_t>(lane);
}

std::int64_t ms(SteadyClock::time_point at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

/// Two counts that share a byte only wait for one another.
std::int64_t byte_of(std::string_view count) {
  constexpr std::size_t kDigits = 8;
  constexpr int kHexadecimal = 16;
  std::uint32_t number = 0;
  std::from_chars(count.data(), count.data() + std::min(kDigits, count.size()), number,
                  kHexadecimal);
  return kCounts + number;
}

bool take_seat(ByteLocks& locks, HashingLane lane, unsigned places) {
  const std::int64_t first = kSeats * (1 + static_cast<std::int64_t>(lane));
  for (std::int64_t seat = 0; seat < kSeatsAPlace * places; ++seat) {
    if (locks.try_lock(first + seat)) return true;
  }
  return false;
}

bool wait_for_count(ByteLocks& locks, std::string_view count, std::int64_t until_ms) {
  const std::int64_t byte = byte_of(count);
  while (!locks.try_lock(byte)) {
    if (ms(SteadyClock::now()) >= until_ms) return false;
    std::this_thread::sleep_for(kLookForCount);
  }
  return true;
}

}  // namespace

HashingQueue::HashingQueue(const Settings& settings)
    : HashingQueue(settings.state_dir / kFileName, cores()) {}

HashingQueue::HashingQueue(std::filesystem::path file, unsigned places)
    : file_(std::move(file)), places_(places) {}

std::optional<HashingPlace> HashingQueue::enter(HashingLane lane, std::string_view count) const {
  const std::int64_t until_ms = ms(SteadyClock::now() + kLongestWait);
  ByteLocks locks(file_);
  if (!take_seat(locks, lane, places_)) return std::nullopt;
  if (!count.empty() && !wait_for_count(locks, count, until_ms)) return std::nullopt;
  return find_place(std::move(locks), lane, until_ms);
}

HashingPlace HashingQueue::wait() const {
  return find_place(ByteLocks(file_), HashingLane::stranger, std::nullopt).value();
}

/// Only the head of a lane looks for a place, and often; the others wait in the kernel.
std::optional<HashingPlace> HashingQueue::find_place(ByteLocks&& locks, HashingLane lane,
                                                     std::optional<std::int64_t> until_ms) const {
  locks.wait_lock(head_of(lane));
  while (true) {
    const bool yields =
        lane == HashingLane::stranger && locks.is_taken(head_of(HashingLane::known));
    for (std::int64_t place = 0; !yields && place < places_; ++place) {
      if (!locks.try_lock(place)) continue;
      locks.unlock(head_of(lane));
      return HashingPlace(std::move(locks));
    }
    if (until_ms && ms(SteadyClock::now()) >= *until_ms) return std::nullopt;
    std::this_thread::sleep_for(kLook);
  }
}

std::vector<std::string> hash_passwords(const HashingQueue& queue,
                                        const std::vector<Unhashed>& passwords) {
  std::vector<std::string> hashes(passwords.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < passwords.size(); i = next++) {
      const HashingPlace place = queue.wait();
      hashes[i] = hash_password(passwords[i].password, passwords[i].setting);
    }
  };
  std::vector<std::future<void>> workers;
  for (unsigned i = 1; i < cores(); ++i) {
    workers.push_back(std::async(std::launch::async, work));
  }
  work();
  for (std::future<void>& worker : workers)
    worker.get();
  return hashes;
}

}  // namespace saihakko

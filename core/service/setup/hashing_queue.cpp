#include "core/service/setup/hashing_queue.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <future>
#include <thread>

#include "core/files/durable_file.hpp"
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
constexpr std::chrono::minutes kLongestWaitOfJob{10};
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

std::optional<HashingSeat> HashingQueue::enter(HashingLane lane, std::string_view count) const {
  const std::int64_t until_ms = ms(SteadyClock::now() + kLongestWait);
  ByteLocks locks(file_);
  if (!take_seat(locks, lane, places_)) return std::nullopt;
  if (!count.empty() && !wait_for_count(locks, count, until_ms)) return std::nullopt;
  return HashingSeat(std::move(locks), lane, places_, until_ms);
}

HashingSeat HashingQueue::wait() const {
  return {ByteLocks(file_), HashingLane::stranger, places_,
          ms(SteadyClock::now() + kLongestWaitOfJob)};
}

/// Only the head of a lane looks for a place, and often; the others wait in the kernel.
bool HashingSeat::take_place() {
  const std::chrono::milliseconds left{
      std::max<std::int64_t>(until_ms_ - ms(SteadyClock::now()), 0)};
  if (!locks_.wait_lock(head_of(lane_), left)) return false;
  while (true) {
    const bool yields =
        lane_ == HashingLane::stranger && locks_.is_taken(head_of(HashingLane::known));
    for (place_ = 0; !yields && place_ < places_; ++place_) {
      if (!locks_.try_lock(place_)) continue;
      locks_.unlock(head_of(lane_));
      return true;
    }
    if (ms(SteadyClock::now()) >= until_ms_) {
      locks_.unlock(head_of(lane_));
      return false;
    }
    std::this_thread::sleep_for(kLook);
  }
}

void HashingSeat::leave_place() {
  locks_.unlock(place_);
}

std::vector<std::string> hash_passwords(const HashingQueue& queue,
                                        const std::vector<Unhashed>& passwords) {
  std::vector<std::string> hashes(passwords.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < passwords.size(); i = next++) {
      HashingSeat seat = queue.wait();
      if (!seat.take_place()) throw FileError("lock", queue.file(), EWOULDBLOCK);
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

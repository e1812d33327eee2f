#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/byte_locks.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Who goes first (core/service/portal/guessing.md). Each has a queue of its own.
enum class HashingLane {
  known,     ///< known clients and whoever holds a ticket
  stranger,  ///< waits while one of the known does
};

/// A seat among those who are going to hash, with the count that was named; both are free again
/// when this ends or its process dies. Members throw FileError.
class HashingSeat {
 public:
  HashingSeat(ByteLocks&& locks, HashingLane lane, unsigned places, std::int64_t until_ms)
      : locks_(std::move(locks)), lane_(lane), places_(places), until_ms_(until_ms) {}

  /// Waits for a place to hash at. False when it took too long.
  bool take_place();
  /// Lets the next one hash.
  void leave_place();

 private:
  ByteLocks locks_;
  HashingLane lane_;
  unsigned places_;
  std::int64_t until_ms_;  ///< of the steady clock
  std::int64_t place_ = 0;
};

/// Passwords are hashed at as many places as the host has cores, however many processes there are:
/// more at once would be no faster and take 19 MiB each. All processes that are given the same file
/// share the places. Members throw FileError.
class HashingQueue {
 public:
  /// The host's: of the state directory, as many places as there are cores.
  explicit HashingQueue(const Settings& settings);
  HashingQueue(std::filesystem::path file, unsigned places);

  /// A seat; its place has to be taken within ten seconds from here. nullopt when the queue is full
  /// (32 a place and lane). Tries that name the same `count`, a keyed mark, get theirs one after
  /// the other, nullopt when ten seconds were not enough; empty: none.
  std::optional<HashingSeat> enter(HashingLane lane, std::string_view count = {}) const;

  /// A seat whose place is waited for ten minutes, behind nobody but the known: for a job.
  HashingSeat wait() const;

  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  unsigned places_;
};

/// A password that is to be hashed.
struct Unhashed {
  std::string_view password;
  std::string_view setting;
};
/// The hashes of all, in order, as fast as the places allow. Throws FileError when no place was
/// free for ten minutes.
std::vector<std::string> hash_passwords(const HashingQueue& queue,
                                        const std::vector<Unhashed>& passwords);

}  // namespace saihakko

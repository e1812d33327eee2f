#include "core/secrets/password_hash.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <new>
#include <thread>

namespace saihakko {
namespace {

constexpr std::size_t kMemoryBytes = std::size_t{19} * 1024 * 1024;
constexpr unsigned long long kPasses = 2;

}  // namespace

std::string hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), kPasses, kMemoryBytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return text.data();
}

std::vector<std::string> hash_passwords(const std::vector<std::string>& passwords) {
  std::vector<std::string> hashes(passwords.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < passwords.size(); i = next++) {
      hashes[i] = hash_password(passwords[i]);
    }
  };
  std::vector<std::future<void>> workers;
  for (unsigned i = 1; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    workers.push_back(std::async(std::launch::async, work));
  }
  work();
  for (std::future<void>& worker : workers)
    worker.get();
  return hashes;
}

bool password_matches(std::string_view password, const std::string& hash) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace saihakko

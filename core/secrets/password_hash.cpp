#include "core/secrets/password_hash.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <charconv>
#include <new>
#include <optional>
#include <stdexcept>

#include "core/faults/fault_point.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kCost = "$argon2id$v=19$m=19456,t=2,p=1";
constexpr std::string_view kMemory = "$argon2id$v=19$m=";
constexpr std::string_view kPasses = ",t=";
constexpr std::string_view kLanes = ",p=1$";  // the only number of them that libsodium computes
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kHashLetters = 43;
constexpr unsigned kMostMemory_kib = 1024 * 1024;
constexpr unsigned kMostPasses = 64;
constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

using Salt = std::array<unsigned char, crypto_pwhash_SALTBYTES>;

struct Setting {
  unsigned memory_kib = 0;
  unsigned passes = 0;
  Salt salt{};
};

/// The number between two texts, which are taken off with it.
std::optional<unsigned> take_number(std::string_view& text, std::string_view before,
                                    std::string_view after, unsigned most) {
  if (!text.starts_with(before)) return std::nullopt;
  text.remove_prefix(before.size());
  const std::size_t end = text.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  unsigned number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + end, number);
  if (error != std::errc() || stop != text.data() + end || number == 0 || number > most) {
    return std::nullopt;
  }
  text.remove_prefix(end);
  return number;
}

std::optional<Setting> parse(std::string_view text) {
  const auto memory = take_number(text, kMemory, kPasses, kMostMemory_kib);
  if (!memory) return std::nullopt;
  const auto passes = take_number(text, kPasses, kLanes, kMostPasses);
  if (!passes) return std::nullopt;
  text.remove_prefix(kLanes.size());
  Setting setting{*memory, *passes, {}};
  std::size_t size = 0;
  const int decoded = sodium_base642bin(setting.salt.data(), setting.salt.size(), text.data(),
                                        text.size(), nullptr, &size, nullptr, kBase64);
  if (decoded != 0 || size != setting.salt.size()) return std::nullopt;
  return setting;
}

template <std::size_t N>
std::string base64(const std::array<unsigned char, N>& bytes) {
  std::array<char, sodium_base64_ENCODED_LEN(N, kBase64)> text{};
  return sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kBase64);
}

}  // namespace

std::string draw_hash_setting() {
  Salt salt{};
  randombytes_buf(salt.data(), salt.size());
  return fmt::format("{}${}", kCost, base64(salt));
}

std::string keyed_hash_setting(const MasterKey& key, std::string_view text, std::string_view like) {
  const std::string mark = key.mark("hash-salt", text);
  Salt salt{};
  if (sodium_hex2bin(salt.data(), salt.size(), mark.data(), mark.size(), nullptr, nullptr,
                     nullptr) != 0) {
    throw std::logic_error("a mark is not as long as a salt");
  }
  const std::string_view cost = like.substr(0, like.empty() ? 0 : like.rfind('$'));
  return fmt::format("{}${}", cost.empty() ? kCost : cost, base64(salt));
}

std::string hash_setting_of(std::string_view hash) {
  const std::size_t end = hash.rfind('$');
  if (end == std::string_view::npos || hash.size() - end - 1 != kHashLetters) return {};
  const std::string_view setting = hash.substr(0, end);
  return parse(setting) ? std::string(setting) : std::string();
}

bool has_current_cost(std::string_view setting) {
  return setting.starts_with(kCost) && setting.substr(kCost.size()).starts_with('$');
}

std::string hash_password(std::string_view password, std::string_view setting) {
  const auto parsed = parse(setting);
  if (!parsed) throw std::invalid_argument("no hash setting");
  faults::kill_point("hash");
  std::array<unsigned char, kHashBytes> hash{};
  if (crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(), parsed->salt.data(),
                    parsed->passes, std::size_t{parsed->memory_kib} * 1024,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return fmt::format("{}${}", setting, base64(hash));
}

bool equal_hashes(std::string_view computed, std::string_view stored) {
  const bool there = stored.size() == computed.size();
  const std::string_view other = there ? stored : computed;
  const bool equal = sodium_memcmp(computed.data(), other.data(), computed.size()) == 0;
  return equal && there;
}

}  // namespace saihakko

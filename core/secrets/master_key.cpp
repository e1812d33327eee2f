#include "core/secrets/master_key.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <iterator>
#include <span>
#include <vector>

#include "core/files/durable_file.hpp"
#include "core/secrets/random_source.hpp"
#include "core/secrets/wipe.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMarkBytes = 16;
static_assert(kKeyBytes == crypto_auth_hmacsha256_KEYBYTES);
static_assert(kKeyBytes == crypto_secretbox_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex_of(std::span<const unsigned char> bytes) {
  std::string hex;
  for (const unsigned char byte : bytes)
    fmt::format_to(std::back_inserter(hex), "{:02x}", byte);
  return hex;
}

}  // namespace

void MasterKey::create_if_missing(const std::filesystem::path& keys_dir) {
  start_sodium();
  make_directories(keys_dir, 0700);
  const std::filesystem::path file = keys_dir / kFileName;
  const std::filesystem::path beside = keys_dir / fmt::format(".{}.new", kFileName);
  remove_file(beside);  // left by an init that was killed
  if (std::filesystem::exists(file)) return;
  std::string bytes(kKeyBytes, '\0');
  const Wiped wiped(bytes);
  randombytes_buf(bytes.data(), bytes.size());
  write_new_file(beside, bytes, 0600);
  rename_no_replace(beside, file);
  sync_directory(keys_dir);
}

MasterKey MasterKey::load(const std::filesystem::path& keys_dir) {
  start_sodium();
  const std::filesystem::path file = keys_dir / kFileName;
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    throw KeyError(fmt::format("鍵がありません: {}", file.string()));
  }
  const bool given_by_root = status.st_uid == 0 && ::geteuid() != 0;
  const mode_t open_to_others =
      status.st_mode & (given_by_root ? S_IWGRP | S_IRWXO : S_IRWXG | S_IRWXO);
  if (open_to_others != 0) {
    throw KeyError(
        fmt::format("鍵がほかの利用者から読めます: {}(chmod 600 で直します)", file.string()));
  }
  if (static_cast<std::size_t>(status.st_size) != kKeyBytes) {
    throw KeyError(fmt::format("鍵の大きさが{}バイトではありません: {}", kKeyBytes, file.string()));
  }
  return MasterKey(read_file(file, kKeyBytes));
}

MasterKey::~MasterKey() {
  wipe(bytes_);
}

std::string MasterKey::mark(std::string_view use, std::string_view text) const {
  const std::string message = fmt::format("{}:{}:{}", use.size(), use, text);
  std::array<unsigned char, kMarkBytes> mac{};
  crypto_generichash(mac.data(), mac.size(), bytes_of(message), message.size(), bytes_of(bytes_),
                     bytes_.size());
  return hex_of(mac);
}

std::string MasterKey::key_for(std::string_view use) const {
  const std::string message = fmt::format("key for {}", use);
  std::string key(kKeyBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(key.data()), key.size(), bytes_of(message),
                     message.size(), bytes_of(bytes_), bytes_.size());
  return key;
}

std::string MasterKey::mac(std::string_view use, std::string_view text) const {
  std::string key = key_for(use);
  const Wiped wiped(key);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256(mac.data(), bytes_of(text), text.size(), bytes_of(key));
  return hex_of(mac);
}

std::string MasterKey::seal(std::string_view use, std::string_view text) const {
  std::string key = key_for(use);
  const Wiped wiped(key);
  std::vector<unsigned char> sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES +
                                    text.size());
  randombytes_buf(sealed.data(), crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(sealed.data() + crypto_secretbox_NONCEBYTES, bytes_of(text), text.size(),
                        sealed.data(), bytes_of(key));
  return hex_of(sealed);
}

std::optional<std::string> MasterKey::open(std::string_view use, std::string_view sealed) const {
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  std::vector<unsigned char> bytes(sealed.size() / 2);
  std::size_t length = 0;
  if (sodium_hex2bin(bytes.data(), bytes.size(), sealed.data(), sealed.size(), nullptr, &length,
                     nullptr) != 0 ||
      length < kOverhead || length * 2 != sealed.size()) {
    return std::nullopt;
  }
  std::string key = key_for(use);
  const Wiped wiped(key);
  std::string text(length - kOverhead, '\0');
  if (crypto_secretbox_open_easy(
          reinterpret_cast<unsigned char*>(text.data()), bytes.data() + crypto_secretbox_NONCEBYTES,
          length - crypto_secretbox_NONCEBYTES, bytes.data(), bytes_of(key)) != 0) {
    return std::nullopt;
  }
  return text;
}

bool equal_macs(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace saihakko

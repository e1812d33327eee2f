#include "core/secrets/master_key.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include <array>
#include <iterator>

#include "core/files/durable_file.hpp"
#include "core/secrets/random_source.hpp"
#include "core/secrets/wipe.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMarkBytes = 16;

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
    throw KeyError(fmt::format("鍵がありません: {}(saihakko init で作成します)", file.string()));
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw KeyError(fmt::format("鍵がほかの利用者から読めます: {}(chmod 600 で直します)",
                               file.string()));
  }
  if (static_cast<std::size_t>(status.st_size) != kKeyBytes) {
    throw KeyError(fmt::format("鍵の大きさが{}バイトではありません: {}", kKeyBytes, file.string()));
  }
  return MasterKey(read_file(file, kKeyBytes));
}

MasterKey::~MasterKey() { wipe(bytes_); }

std::string MasterKey::mark(std::string_view use, std::string_view text) const {
  const std::string message = fmt::format("{}:{}:{}", use.size(), use, text);
  std::array<unsigned char, kMarkBytes> mac{};
  crypto_generichash(mac.data(), mac.size(),
                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                     reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
  std::string hex;
  for (const unsigned char byte : mac) fmt::format_to(std::back_inserter(hex), "{:02x}", byte);
  return hex;
}

}  // namespace saihakko

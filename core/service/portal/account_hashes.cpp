#include "core/service/portal/account_hashes.hpp"

#include <charconv>
#include <cstdint>

#include "core/secrets/password_hash.hpp"

namespace saihakko {
namespace {

/// So many letters of an account that open nothing any more are told apart from a wrong password.
constexpr std::int64_t kEndedCompared = 3;

/// The setting of a password that has not got the account's.
std::string older_setting(const std::string& setting, const std::string& password_hash) {
  std::string own = hash_setting_of(password_hash);
  return own == setting ? std::string() : own;
}

/// Below a million, the same each time.
std::int64_t draw_by_key(const MasterKey& key, std::string_view user_id) {
  constexpr std::int64_t kMillion = 1'000'000;
  constexpr int kHexadecimal = 16;
  constexpr std::size_t kDigits = 12;
  const std::string mark = key.mark("hash-model", user_id);
  std::int64_t number = 0;
  std::from_chars(mark.data(), mark.data() + kDigits, number, kHexadecimal);
  return number % kMillion;
}

}  // namespace

AccountHashes find_account_hashes(Database& database, const MasterKey& key,
                                  std::string_view user_id,
                                  const std::optional<Credentials>& credentials, bool closed) {
  const HashModel model = model_of_hashes(database, draw_by_key(key, user_id));
  const std::int64_t account_id = closed ? 0 : credentials->account.id;
  AccountHashes hashes;
  hashes.live = live_temporary_password(database, account_id);
  hashes.ended = ended_temporary_passwords(database, account_id, kEndedCompared);
  if (credentials && !credentials->hash_setting.empty()) {
    hashes.setting = credentials->hash_setting;
    hashes.older_setting = older_setting(hashes.setting, credentials->password_hash);
    if (!closed) hashes.password = credentials->password_hash;
    return hashes;
  }
  hashes.setting = keyed_hash_setting(key, user_id, model.hash_setting);
  const std::string older = older_setting(model.hash_setting, model.password_hash);
  if (!older.empty()) hashes.older_setting = keyed_hash_setting(key, user_id, older);
  return hashes;
}

Comparison compare(const AccountHashes& hashes, std::string_view typed) {
  Comparison result{.hash = hash_password(typed, hashes.setting)};
  const std::string older =
      hashes.older_setting.empty() ? std::string() : hash_password(typed, hashes.older_setting);
  result.password = equal_hashes(older.empty() ? result.hash : older, hashes.password);
  result.live = equal_hashes(result.hash, hashes.live ? hashes.live->hash : std::string());
  for (std::size_t i = 0; i < static_cast<std::size_t>(kEndedCompared); ++i) {
    const bool there = i < hashes.ended.size();
    if (equal_hashes(result.hash, there ? hashes.ended[i].hash : std::string())) {
      result.ended = hashes.ended[i];
    }
  }
  return result;
}

}  // namespace saihakko

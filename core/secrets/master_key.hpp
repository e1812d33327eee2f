#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace saihakko {

/// A key file is missing, has the wrong size or can be read by others. In Japanese.
class KeyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The installation's one secret, kept outside the database: 32 random bytes in
/// `{keys.dir}/master.key`, from which each use derives what it needs.
class MasterKey {
 public:
  static constexpr std::string_view kFileName = "master.key";

  /// Makes the directory (0700) and the key (0600) where they are missing; never touches a key
  /// that is there. Throws FileError.
  static void create_if_missing(const std::filesystem::path& keys_dir);

  /// Throws KeyError; FileError where it cannot be read. A key that root has given to its reader
  /// may be readable by a group: that is how systemd's LoadCredential= looks where it grants by
  /// ACL.
  static MasterKey load(const std::filesystem::path& keys_dir);

  ~MasterKey();
  MasterKey(MasterKey&&) noexcept = default;
  MasterKey& operator=(MasterKey&&) = delete;

  /// Keyed BLAKE2b of `text` for one use, as 32 hexadecimal digits: equal texts give equal marks,
  /// and without the key none can be foretold.
  std::string mark(std::string_view use, std::string_view text) const;

  /// HMAC-SHA-256 of `text` under a key of its own for `use`, as 64 hexadecimal digits: what is
  /// kept of a code. Compare with equal_macs().
  std::string mac(std::string_view use, std::string_view text) const;

  /// 32 bytes that are a key of their own for `use`; the caller wipes them.
  std::string derived(std::string_view use) const { return key_for(use); }

  /// Encrypts a text for `use` (XSalsa20-Poly1305, a nonce drawn each time), as hexadecimal digits.
  std::string seal(std::string_view use, std::string_view text) const;
  /// nullopt for what was not sealed under this key for this use, or was altered.
  std::optional<std::string> open(std::string_view use, std::string_view sealed) const;

 private:
  explicit MasterKey(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string key_for(std::string_view use) const;
  std::string bytes_;
};

/// Compares in a time that does not depend on where they differ.
bool equal_macs(std::string_view a, std::string_view b);

}  // namespace saihakko

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// Where a dead-man's switch listens: an outside service that raises the alarm when it hears
/// nothing. The path of such an address is as good as a password.
struct PingAddress {
  bool operator==(const PingAddress&) const = default;

  bool tls = true;
  std::string host;  ///< a name, an IPv4 address, or an IPv6 address without its brackets
  std::uint16_t port = 443;
  std::string path;   ///< from the first slash, without the last one
  std::string query;  ///< with its question mark, or empty

  /// Reads `https://host[:port]/path` and `http://…`. nullopt for anything else: a user in it, a
  /// fragment, a character that a URL has no room for.
  static std::optional<PingAddress> parse(std::string_view text);
};

/// What is told of a run. The words behind the path are those of healthchecks.io
/// (https://healthchecks.io/docs/http_api/): `/start`, nothing, `/fail`.
enum class PingEvent { start, success, failure };

/// One GET, within `time` as a whole, finding the host's addresses included. With TLS the
/// certificate is verified, against `ca_file` alone where one is given. Nothing is followed: what
/// is not 2xx has failed. Why it failed, in Japanese and without the address; nullopt when it went
/// well. Throws nothing.
std::optional<std::string> ping(const PingAddress& address, PingEvent event,
                                const std::filesystem::path& ca_file,
                                std::chrono::milliseconds time) noexcept;

}  // namespace saihakko

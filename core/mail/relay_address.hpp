#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// Where a relay listens.
struct RelayAddress {
  bool operator==(const RelayAddress&) const = default;

  std::string host;  ///< a name, an IPv4 address, or an IPv6 address without its brackets
  std::uint16_t port = 0;

  /// Reads `mail.example.jp:25`, `192.0.2.1:587`, `[2001:db8::1]:465`; the port must be there.
  static std::optional<RelayAddress> parse(std::string_view text);

  /// As parse() reads it.
  std::string text() const;

  /// Whether `host` is an address and no name.
  bool is_literal() const;
};

}  // namespace saihakko

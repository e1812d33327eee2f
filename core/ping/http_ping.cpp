#include "core/ping/http_ping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>

#include "core/mail/smtp_settings.hpp"
#include "core/mail/wire.hpp"
#include "core/ping/host_lookup.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLongestHost = 253;
constexpr std::size_t kLongestPath = 1000;
constexpr std::size_t kStatusLine = 12;  // `HTTP/1.1 200`
constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

/// Printable ASCII of which no part of a request could be made.
bool plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < 0x7F &&
           std::string_view("\"<>\\^`{|}#").find(c) == std::string_view::npos;
  });
}

std::optional<std::uint16_t> port_in(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

/// Parts `host`, `host:port`, `[2001:db8::1]:port`.
bool read_host(PingAddress& address, std::string_view text) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    address.host = text.substr(1, close - 1);
    port = text.substr(close + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    address.host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (!port.empty()) {
    const auto number = port.starts_with(':') ? port_in(port.substr(1)) : std::nullopt;
    if (!number) return false;
    address.port = *number;
  }
  return !address.host.empty() && address.host.size() <= kLongestHost &&
         address.host.find('@') == std::string::npos;
}

std::string_view word_of(PingEvent event) {
  switch (event) {
    case PingEvent::start: return "/start";
    case PingEvent::success: return "";
    case PingEvent::failure: return "/fail";
  }
  return {};
}

std::string request_of(const PingAddress& address, PingEvent event) {
  const bool literal = address.host.find(':') != std::string::npos;
  std::string path = fmt::format("{}{}", address.path, word_of(event));
  if (path.empty()) path = "/";
  return fmt::format(
      "GET {}{} HTTP/1.1\r\nHost: {}{}{}:{}\r\nUser-Agent: saihakko\r\nConnection: close\r\n\r\n",
      path, address.query, literal ? "[" : "", address.host, literal ? "]" : "", address.port);
}

std::chrono::milliseconds left_until(WireTime until) {
  using std::chrono::milliseconds;
  return std::max(std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now()),
                  milliseconds(1));
}

/// The first address that takes the connection.
Wire connect(const PingAddress& address, WireTime until) {
  const auto found = look_up_host(address.host, address.port, until);
  if (found.empty()) throw WireError(WireError::Kind::closed, "ホストが見つかりません");
  for (std::size_t i = 0; i + 1 < found.size(); ++i) {
    try {
      return {found[i], left_until(until)};
    } catch (const WireError& failure) {
      if (failure.kind() == WireError::Kind::late) throw;
    }
  }
  return {found.back(), left_until(until)};
}

std::string status_line(Wire& wire, WireTime until) {
  std::string line;
  std::array<char, 256> buffer{};
  while (line.size() < kStatusLine) {
    line.append(buffer.data(), wire.receive(buffer, until));
  }
  return line.substr(0, kStatusLine);
}

std::optional<std::string> go(const PingAddress& address, PingEvent event,
                              const std::filesystem::path& ca_file, WireTime until) {
  std::optional<RelayTrust> trust;
  if (address.tls) trust.emplace(RelayAddress{address.host, address.port}, ca_file);
  Wire wire = connect(address, until);
  if (trust) wire.start_tls(*trust, until);
  wire.send(request_of(address, event), until);
  const std::string line = status_line(wire, until);
  if (!line.starts_with("HTTP/1.")) return "HTTP の応答ではありません";
  if (line.substr(line.find(' ') + 1).starts_with('2')) return std::nullopt;
  return "成功(2xx)の応答ではありません";
}

}  // namespace

std::optional<PingAddress> PingAddress::parse(std::string_view text) {
  PingAddress address;
  if (text.starts_with("https://")) {
    address.port = kHttpsPort;
  } else if (text.starts_with("http://")) {
    address.tls = false;
    address.port = kHttpPort;
  } else {
    return std::nullopt;
  }
  text.remove_prefix(text.find("//") + 2);
  if (!plain(text)) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  if (!read_host(address, text.substr(0, end))) return std::nullopt;
  text.remove_prefix(end);
  const std::size_t question = std::min(text.find('?'), text.size());
  address.path = text.substr(0, question);
  if (address.path.ends_with('/')) address.path.pop_back();
  address.query = text.substr(question);
  if (address.path.size() + address.query.size() > kLongestPath) return std::nullopt;
  return address;
}

std::optional<std::string> ping(const PingAddress& address, PingEvent event,
                                const std::filesystem::path& ca_file,
                                std::chrono::milliseconds time) noexcept {
  try {
    return go(address, event, ca_file, std::chrono::steady_clock::now() + time);
  } catch (const WireError& failure) {
    return failure.what();
  } catch (const SmtpSettingsError&) {
    return "ping.ca_file の証明書を読めません";
  } catch (const std::exception&) {
    return "接続できません";
  }
}

}  // namespace saihakko

#include "core/mail/authentication_results.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "core/mail/mail_text.hpp"
#include "core/mail/mime_part.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kHeader = "authentication-results";

std::string without_comments(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == ')' && depth > 0) --depth;
  }
  return out;
}

/// The pieces between semicolons, in lower case: the server, then a method each.
std::vector<std::string> pieces_of(std::string_view value) {
  std::vector<std::string> pieces;
  const std::string text = lower_case(without_comments(value));
  std::string_view rest = text;
  while (true) {
    const std::size_t end = rest.find(';');
    pieces.emplace_back(trimmed(rest.substr(0, end)));
    if (end == std::string_view::npos) return pieces;
    rest.remove_prefix(end + 1);
  }
}

/// The value of `name=value` among the words of a piece; empty where it is not there.
std::string value_of(std::string_view piece, std::string_view name) {
  while (!piece.empty()) {
    const std::size_t end = piece.find_first_of(" \t");
    const std::string_view word = piece.substr(0, end);
    piece = trimmed(piece.substr(std::min(end, piece.size())));
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || word.substr(0, equals) != name) continue;
    std::string value(word.substr(equals + 1));
    std::erase(value, '"');
    return value;
  }
  return {};
}

/// The domain of `a@b`, `<a@b>`, `@b` or `b`.
std::string domain_in(std::string_view value) {
  std::string_view domain = value.substr(value.rfind('@') + 1);  // npos + 1 is 0
  domain = domain.substr(0, domain.find_first_of("> \t,;"));
  return lower_case(trimmed(domain));
}

AuthenticationResult result_in(const std::string& piece, std::string_view method,
                               const std::vector<std::string_view>& properties) {
  AuthenticationResult found{value_of(piece, method), {}};
  for (const std::string_view property : properties) {
    if (found.domain.empty()) found.domain = domain_in(value_of(piece, property));
  }
  return found;
}

void take_piece(const std::string& piece, AuthenticationResults& results) {
  const auto spf = result_in(piece, "spf", {"smtp.mailfrom", "smtp.helo"});
  if (!spf.result.empty() && results.spf.result.empty()) results.spf = spf;
  const auto dkim = result_in(piece, "dkim", {"header.d", "header.i"});
  const bool better = results.dkim.result != "pass" ||
                      (dkim.result == "pass" && is_aligned(dkim.domain, results.from_domain) &&
                       !is_aligned(results.dkim.domain, results.from_domain));
  if (!dkim.result.empty() && better) results.dkim = dkim;
  const auto dmarc = result_in(piece, "dmarc", {"header.from"});
  if (!dmarc.result.empty() && results.dmarc.result.empty()) results.dmarc = dmarc;
}

}  // namespace

bool is_aligned(std::string_view domain, std::string_view with) {
  if (domain.empty() || with.empty()) return false;
  const auto below = [](std::string_view one, std::string_view other) {
    return one == other || (one.ends_with(other) && one[one.size() - other.size() - 1] == '.');
  };
  return domain.size() >= with.size() ? below(domain, with) : below(with, domain);
}

AuthenticationResults read_authentication_results(std::string_view mail) {
  const MimePart top = read_mime(mail).top;
  AuthenticationResults results;
  results.from_domain = domain_in(top.header("from"));
  results.signed_at_all = !top.header("dkim-signature").empty();
  for (const auto& [name, value] : top.headers) {
    if (name != kHeader) continue;
    const auto pieces = pieces_of(value);
    const std::string server = pieces.front().substr(0, pieces.front().find(' '));
    if (results.server.empty()) results.server = server;
    if (server != results.server) continue;
    for (std::size_t i = 1; i < pieces.size(); ++i)
      take_piece(pieces[i], results);
  }
  return results;
}

}  // namespace saihakko

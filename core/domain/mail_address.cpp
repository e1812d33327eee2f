#include "core/domain/mail_address.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

// RFC 5321 section 4.5.3.1
constexpr std::size_t kLongestLocalPart = 64;
constexpr std::size_t kLongestAddress = 254;
constexpr std::size_t kLongestLabel = 63;

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_local_character(char c) {
  return is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
         label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_domain(std::string_view domain, MailDomains allowed) {
  if (allowed == MailDomains::with_dot && domain.find('.') == std::string_view::npos) return false;
  while (true) {
    const std::size_t dot = domain.find('.');
    if (!is_label(domain.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

bool is_printable(char32_t c) {
  return c > 0x20 && c < 0x7F;
}

/// Nearly every address is ASCII and stays as it is.
std::string without_unseen(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return c > 0; })) return std::string(text);
  auto decoded = decode_utf8(text);
  if (!decoded) return std::string(text);
  std::erase_if(*decoded, is_unseen);
  return encode_utf8(*decoded);
}

}  // namespace

std::string_view describe(MailAddressFault fault) {
  switch (fault) {
    case MailAddressFault::empty: return "メールアドレスがありません";
    case MailAddressFault::too_long:
      return "メールアドレスが長すぎます(@の前は64文字、全体は254文字まで)";
    case MailAddressFault::not_ascii:
      return "メールアドレスに使えない文字があります(半角の英数字と記号で入力してください)";
    case MailAddressFault::malformed:
      return "メールアドレスの形ではありません(例: jimusho@example.jp)";
  }
  return {};
}

std::string describe(MailAddressFault fault, std::string_view text) {
  std::string told(describe(fault));
  const auto decoded = decode_utf8(trim(text));
  if (fault != MailAddressFault::not_ascii || !decoded) return told;
  const auto at = std::find_if(decoded->begin(), decoded->end(),
                               [](char32_t c) { return !is_printable(c) && !is_unseen(c); });
  if (at == decoded->end()) return told;
  return fmt::format("{}。{}文字目に {} があります", told, at - decoded->begin() + 1,
                     code_point_name(*at));
}

std::variant<MailAddress, MailAddressFault> MailAddress::parse(std::string_view text,
                                                               MailDomains domains) {
  const std::string seen = without_unseen(text);
  text = trim(seen);
  if (text.empty()) return MailAddressFault::empty;
  if (!std::all_of(text.begin(), text.end(),
                   [](char c) { return is_printable(static_cast<unsigned char>(c)); }))
    return MailAddressFault::not_ascii;
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return MailAddressFault::malformed;
  const std::string_view local = text.substr(0, at);
  if (local.size() > kLongestLocalPart || text.size() > kLongestAddress) {
    return MailAddressFault::too_long;
  }
  if (!std::all_of(local.begin(), local.end(), is_local_character) ||
      !is_domain(text.substr(at + 1), domains)) {
    return MailAddressFault::malformed;
  }
  return MailAddress(std::string(text));
}

std::string_view MailAddress::domain() const {
  return std::string_view(text_).substr(text_.rfind('@') + 1);
}

std::string MailAddress::mailbox() const {
  std::string text = fold_width(text_);
  const std::size_t at = text.rfind('@');
  const std::size_t plus = text.find('+');
  if (plus != std::string::npos && plus > 0 && plus < at) text.erase(plus, at - plus);
  return text;
}

bool MailAddress::same_mailbox(const MailAddress& other) const {
  return fold_width(text_) == fold_width(other.text_);
}

}  // namespace saihakko

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace saihakko {

enum class MailAddressFault { empty, too_long, not_ascii, malformed };

/// A sentence in Japanese for the person who typed the address.
std::string_view describe(MailAddressFault fault);

/// The same for the one who mends a file: names the first character that cannot stand in an
/// address, and its place in `text`.
std::string describe(MailAddressFault fault, std::string_view text);

/// What may stand behind the @: a name with a dot, or any (`jimusho@example`, as the manual's own
/// sample has it, where the relay knows the names of its house).
enum class MailDomains { with_dot, any };

/// An address that mail can be sent to (RFC 5321 section 4.1.2), with the freedom that old Japanese
/// carrier addresses need: dots stand anywhere in the local part (`a..b.@docomo.ne.jp`). Quoted
/// local parts, address literals and non-ASCII characters are refused. Blanks and unseen characters
/// around it go, unseen ones (U+200B …) inside it, too.
class MailAddress {
 public:
  static std::variant<MailAddress, MailAddressFault> parse(
      std::string_view text, MailDomains domains = MailDomains::with_dot);

  const std::string& text() const { return text_; }
  std::string_view domain() const;

  /// The mailbox that it most likely is, in upper case: without the `+tag` that many providers pass
  /// over. For counting, never for sending.
  std::string mailbox() const;

  /// Equal as mailboxes go in practice: letter case is ignored.
  bool same_mailbox(const MailAddress& other) const;

 private:
  explicit MailAddress(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace saihakko

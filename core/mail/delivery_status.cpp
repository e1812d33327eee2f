#include "core/mail/delivery_status.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/mail/mail_text.hpp"
#include "core/mail/status_code.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMostRecipients = 16;  // our mails have one
constexpr std::size_t kLongestField = 1024;

enum class Field {
  action,
  status,
  diagnostic,
  final_recipient,
  original_recipient,
  actual_recipient
};

std::optional<Field> field_named(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Field>, 6> kFields{
      {{"action", Field::action},
       {"status", Field::status},
       {"diagnostic-code", Field::diagnostic},
       {"final-recipient", Field::final_recipient},
       {"original-recipient", Field::original_recipient},
       {"x-actual-recipient", Field::actual_recipient}}};
  const std::string folded = lower_case(name);
  for (const auto& [known, field] : kFields) {
    if (folded == known) return field;
  }
  return std::nullopt;
}

/// RFC 822 comments may stand anywhere in these fields: `failed (mailbox is gone)`.
std::string without_comments(std::string_view value) {
  std::string out;
  int depth = 0;
  for (const char c : value) {
    if (c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == ')' && depth > 0) --depth;
  }
  return std::string(trimmed(out));
}

RecipientStatus::Action action_of(std::string_view value) {
  using enum RecipientStatus::Action;
  const std::string word = lower_case(without_comments(value));
  if (word == "failed") return failed;
  if (word == "delayed") return delayed;
  if (word == "expanded") return expanded;
  return word == "delivered" || word == "relayed" ? delivered : other;
}

/// `rfc822; a@b`, `<a@b>`, `"a..b."@docomo.ne.jp`: the address as it is, without marks.
std::string address_of(std::string_view value) {
  std::string_view address = value.substr(value.find(';') + 1);  // npos + 1 is 0
  address = trimmed(address);
  if (address.starts_with('<') && address.ends_with('>')) {
    address = address.substr(1, address.size() - 2);
  }
  const bool one = address.find('@') != std::string_view::npos &&
                   address.find_first_of(" \t<>") == std::string_view::npos;
  std::string bare(one ? address : std::string_view());
  std::erase(bare, '"');
  return bare;
}

/// Collects fields; one that is there already begins the next recipient.
class Recipients {
 public:
  void add(Field field, std::string_view value) {
    const auto bit = 1U << static_cast<unsigned>(field);
    // Where it stands first, it follows what was said of another.
    const bool of_next = field == Field::original_recipient && has(Field::final_recipient) &&
                         (has(Field::action) || has(Field::status));
    if (seen_ == 0 || (seen_ & bit) != 0 || of_next) begin();
    if (list_.empty()) return;
    seen_ |= bit;
    RecipientStatus& last = list_.back();
    switch (field) {
      case Field::action: last.action = action_of(value); break;
      case Field::status: last.status = find_status(without_comments(value)).text; break;
      case Field::diagnostic: last.diagnostic = value; break;
      case Field::final_recipient: set_final(address_of(value), last); break;
      case Field::original_recipient: last.original_recipient = address_of(value); break;
      case Field::actual_recipient: set_actual(address_of(value), last); break;
    }
  }

  std::vector<RecipientStatus> judged() && {
    std::erase_if(list_, [](const RecipientStatus& recipient) {
      return recipient.action == RecipientStatus::Action::other && recipient.status.empty() &&
             recipient.diagnostic.empty();
    });
    return std::move(list_);
  }

 private:
  bool has(Field field) const { return (seen_ & (1U << static_cast<unsigned>(field))) != 0; }

  void set_final(std::string address, RecipientStatus& last) const {
    const bool actual = has(Field::actual_recipient) && !last.final_recipient.empty();
    std::string& place = actual ? last.original_recipient : last.final_recipient;
    if (!actual || place.empty()) place = std::move(address);
  }

  /// A program or a file that the mail was handed to is no address.
  static void set_actual(std::string address, RecipientStatus& last) {
    if (address.empty()) return;
    if (last.original_recipient.empty()) last.original_recipient = last.final_recipient;
    last.final_recipient = std::move(address);
  }

  void begin() {
    seen_ = 0;
    if (list_.size() < kMostRecipients) list_.emplace_back();
  }

  std::vector<RecipientStatus> list_;
  unsigned seen_ = 0;
};

}  // namespace

std::vector<RecipientStatus> read_delivery_status(std::string_view content) {
  Recipients recipients;
  while (!content.empty()) {
    const std::string_view line = trimmed(take_line(content));
    const std::size_t colon = line.find(':');
    const auto field = field_named(trimmed(line.substr(0, colon)));
    if (colon == std::string_view::npos || !field) continue;
    std::string value(trimmed(line.substr(colon + 1)).substr(0, kLongestField));
    while (content.starts_with(' ') || content.starts_with('\t')) {
      const std::string_view more = trimmed(take_line(content));
      if (more.empty()) break;
      if (value.size() + more.size() < kLongestField) value.append("\n").append(more);
    }
    recipients.add(*field, value);
  }
  return std::move(recipients).judged();
}

}  // namespace saihakko

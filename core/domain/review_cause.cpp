#include "core/domain/review_cause.hpp"

namespace saihakko {
namespace {

using enum ReviewCause;

constexpr ReviewCause kAll[] = {approval_undone, ledger_changed, letter_unprintable,
                                letter_returned, letter_voided,  office_locked};

}  // namespace

std::string_view to_text(ReviewCause cause) {
  switch (cause) {
    case approval_undone: return "approval_undone";
    case ledger_changed: return "ledger_changed";
    case letter_unprintable: return "letter_unprintable";
    case letter_returned: return "letter_returned";
    case letter_voided: return "letter_voided";
    case office_locked: return "office_locked";
  }
  return {};
}

std::string_view japanese(ReviewCause cause) {
  switch (cause) {
    case approval_undone: return "承認の取消し";
    case ledger_changed: return "承認の後に台帳が変わった";
    case letter_unprintable: return "承認の後に印刷できなくなった";
    case letter_returned: return "通知書の返戻";
    case letter_voided: return "通知書の無効";
    case office_locked: return "事業所の閉鎖";
  }
  return {};
}

std::optional<ReviewCause> parse_review_cause(std::string_view text) {
  for (const ReviewCause cause : kAll) {
    if (text == to_text(cause)) return cause;
  }
  return std::nullopt;
}

}  // namespace saihakko

#include "core/domain/call.hpp"

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

constexpr CallResult kAll[] = {CallResult::confirmed, CallResult::denied, CallResult::unreachable,
                               CallResult::other};

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : fold_width(text)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

}  // namespace

std::string_view to_text(CallResult result) {
  switch (result) {
    case CallResult::confirmed: return "confirmed";
    case CallResult::denied: return "denied";
    case CallResult::unreachable: return "unreachable";
    case CallResult::other: return "other";
  }
  return {};
}

std::string_view japanese(CallResult result) {
  switch (result) {
    case CallResult::confirmed: return "申請を確認";
    case CallResult::denied: return "申請していないとのこと";
    case CallResult::unreachable: return "つながらない";
    case CallResult::other: return "その他";
  }
  return {};
}

std::optional<CallResult> parse_call_result(std::string_view text) {
  for (const CallResult result : kAll) {
    if (text == to_text(result)) return result;
  }
  return std::nullopt;
}

bool same_phone(std::string_view a, std::string_view b) {
  const std::string digits = digits_of(a);
  return !digits.empty() && digits == digits_of(b);
}

}  // namespace saihakko

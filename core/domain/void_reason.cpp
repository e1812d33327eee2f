#include "core/domain/void_reason.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace saihakko {
namespace {

using enum VoidReason;

bool may_be_given_for(Voiding voiding, VoidReason reason) {
  switch (reason) {
    case not_delivered:
    case damaged:
    case misprinted:
    case wrong_hands:
    case other: return true;
    case wrong_addressee:
    case not_needed:
    case suspected_misuse: return voiding == Voiding::for_good;
    case superseded:
    case superseded_by_reset:
    case withdrawn:
    case VoidReason::office_locked:
    case batch_damaged: return false;
  }
  return false;
}

}  // namespace

std::string_view to_text(VoidReason reason) {
  switch (reason) {
    case not_delivered: return "not_delivered";
    case damaged: return "damaged";
    case misprinted: return "misprinted";
    case wrong_hands: return "wrong_hands";
    case wrong_addressee: return "wrong_addressee";
    case not_needed: return "not_needed";
    case suspected_misuse: return "suspected_misuse";
    case other: return "other";
    case superseded: return "superseded";
    case superseded_by_reset: return "superseded_by_reset";
    case withdrawn: return "withdrawn";
    case VoidReason::office_locked: return "office_locked";
    case batch_damaged: return "batch_damaged";
  }
  return {};
}

std::string_view japanese(VoidReason reason) {
  switch (reason) {
    case not_delivered: return "不着・紛失";
    case damaged: return "汚損・破損";
    case misprinted: return "印刷の誤り";
    case wrong_hands: return "誤配・漏えいのおそれ";
    case wrong_addressee: return "宛先の誤り";
    case not_needed: return "不要になった";
    case suspected_misuse: return "不正な申請の疑い";
    case other: return "その他";
    case superseded: return "別の申請を承認";
    case superseded_by_reset: return "事業所が再設定";
    case withdrawn: return "申請の取下げ";
    case VoidReason::office_locked: return "事業所の閉鎖";
    case batch_damaged: return "バッチの破損";
  }
  return {};
}

const std::vector<VoidReason>& all_void_reasons() {
  static const std::vector<VoidReason> all{
      not_delivered,       damaged,         misprinted,
      wrong_hands,         wrong_addressee, not_needed,
      suspected_misuse,    other,           superseded,
      superseded_by_reset, withdrawn,       VoidReason::office_locked,
      batch_damaged};
  return all;
}

std::optional<VoidReason> parse_void_reason(std::string_view text) {
  for (const VoidReason reason : all_void_reasons()) {
    if (text == to_text(reason)) return reason;
  }
  return std::nullopt;
}

std::optional<VoidReason> parse_japanese_void_reason(std::string_view text) {
  for (const VoidReason reason : all_void_reasons()) {
    if (text == japanese(reason)) return reason;
  }
  return std::nullopt;
}

std::vector<VoidReason> void_reasons_for(Voiding voiding) {
  std::vector<VoidReason> reasons;
  std::copy_if(all_void_reasons().begin(), all_void_reasons().end(), std::back_inserter(reasons),
               [voiding](VoidReason reason) { return may_be_given_for(voiding, reason); });
  return reasons;
}

std::string void_reason_choices(Voiding voiding) {
  std::string text;
  for (const VoidReason reason : void_reasons_for(voiding)) {
    text += fmt::format("{}{}({})", text.empty() ? "" : ", ", to_text(reason), japanese(reason));
  }
  return text;
}

VoidReason void_reason_of_withdrawal(std::string_view reason_code) {
  for (const VoidReason reason : {superseded, superseded_by_reset, VoidReason::office_locked}) {
    if (reason_code == to_text(reason)) return reason;
  }
  return withdrawn;
}

}  // namespace saihakko

#include "core/domain/office.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

// NFKC leaves these apart, and ledgers hold all of them in place of a hyphen.
constexpr std::string_view kPostcodeMark = "〒";
constexpr std::string_view kDashes[] = {"‐", "−", "―", "₋", "⁻", "ー", "–", "-"};

void remove_all(std::string& text, std::string_view piece) {
  for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece)) {
    text.erase(at, piece.size());
  }
}

}  // namespace

std::string_view to_text(OfficeStatus status) {
  switch (status) {
    case OfficeStatus::active: return "active";
    case OfficeStatus::suspended: return "suspended";
    case OfficeStatus::closed: return "closed";
  }
  return {};
}

std::string_view japanese(OfficeStatus status) {
  switch (status) {
    case OfficeStatus::active: return "有効";
    case OfficeStatus::suspended: return "休止";
    case OfficeStatus::closed: return "廃止";
  }
  return {};
}

std::optional<OfficeStatus> parse_office_status(std::string_view text) {
  for (const OfficeStatus status :
       {OfficeStatus::active, OfficeStatus::suspended, OfficeStatus::closed}) {
    if (text == to_text(status)) return status;
  }
  return std::nullopt;
}

std::optional<std::string> parse_postcode(std::string_view text) {
  std::string folded = fold_width(text);
  remove_all(folded, kPostcodeMark);
  for (const std::string_view dash : kDashes) remove_all(folded, dash);
  std::erase(folded, ' ');
  if (folded.empty()) return folded;
  const bool digits =
      std::all_of(folded.begin(), folded.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (folded.size() != 7 || !digits) return std::nullopt;
  return folded;
}

std::string postcode_text(std::string_view postcode) {
  if (postcode.empty()) return {};
  return fmt::format("{}-{}", postcode.substr(0, 3), postcode.substr(3));
}

}  // namespace saihakko

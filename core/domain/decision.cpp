#include "core/domain/decision.hpp"

namespace saihakko {
namespace {

constexpr Verdict kAll[] = {Verdict::approve, Verdict::reject, Verdict::hold};

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::approve: return "approve";
    case Verdict::reject: return "reject";
    case Verdict::hold: return "hold";
  }
  return {};
}

std::string_view japanese(Verdict verdict) {
  switch (verdict) {
    case Verdict::approve: return "承認";
    case Verdict::reject: return "不承認";
    case Verdict::hold: return "保留";
  }
  return {};
}

std::optional<Verdict> parse_verdict(std::string_view text) {
  for (const Verdict verdict : kAll) {
    if (text == to_text(verdict)) return verdict;
  }
  return std::nullopt;
}

std::optional<Verdict> parse_japanese_verdict(std::string_view text) {
  for (const Verdict verdict : kAll) {
    if (text == japanese(verdict)) return verdict;
  }
  return std::nullopt;
}

}  // namespace saihakko

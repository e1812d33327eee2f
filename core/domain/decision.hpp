#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// 判定: 承認, 不承認, 保留.
enum class Verdict { approve, reject, hold };

std::string_view to_text(Verdict verdict);
std::string_view japanese(Verdict verdict);
std::optional<Verdict> parse_verdict(std::string_view text);
/// From the word in a decisions file.
std::optional<Verdict> parse_japanese_verdict(std::string_view text);

/// What a person decided about an application.
struct Decision {
  Verdict verdict = Verdict::hold;
  std::string reason_code;      ///< of templates/reasons.csv; empty for an approval
  std::string note;             ///< 備考: internal, never mailed
  std::int64_t acting_uid = 0;  ///< the OS user who decided or owns the file
  std::string reviewer;         ///< 審査者 as written beside it; may be empty
};

}  // namespace saihakko

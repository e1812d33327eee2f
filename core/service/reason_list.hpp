#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/decision.hpp"
#include "core/service/settings.hpp"

namespace saihakko {

/// A coded reason for not approving.
struct Reason {
  std::string code;
  std::optional<Verdict> verdict;  ///< the decision it belongs to; nullopt: screening's own refusal
  std::string label;               ///< what the reviewer reads
  std::string sentence;            ///< what the applicant reads in the result notice
};

/// templates/reasons.csv: `コード,判定,表示名,申請者への文`; 判定 is 不承認, 保留 or 受付不可.
class ReasonList {
 public:
  /// Throws ConfigurationError naming file and line; also when a code stands twice, a reason that
  /// screening uses is missing or one for 不承認 or 受付不可 has no sentence.
  static ReasonList load(const Settings& settings);

  const Reason* find(std::string_view code) const;

  /// The codes that a verdict may name, for a message: `code(label), …`.
  std::string choices(Verdict verdict) const;

 private:
  std::map<std::string, Reason, std::less<>> reasons_;
};

}  // namespace saihakko

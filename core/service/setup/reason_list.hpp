#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/decision.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// For a union that asks for a return envelope: why it waits, why it is over.
inline constexpr std::string_view kWaitingForEnvelope = "waiting_for_return_envelope";
inline constexpr std::string_view kEnvelopeMissing = "return_envelope_missing";

/// A coded reason for not approving.
struct Reason {
  std::string code;
  std::optional<Verdict> verdict;  ///< the decision it belongs to; nullopt: screening's own refusal
  std::string label;               ///< what the reviewer reads
  std::string sentence;            ///< what the applicant reads in the result notice
};

/// `電話確認待ち [waiting_for_phone_check]`, as the worksheet's drop-down offers it, and the code
/// back out of it; any other text is a code already.
std::string reason_choice(const Reason& reason);
std::string_view code_of_choice(std::string_view choice);

/// templates/reasons.csv: `コード,判定,表示名,申請者への文`; 判定 is 不承認, 保留 or 受付不可.
class ReasonList {
 public:
  /// Throws ConfigurationError naming file and line; also when a code stands twice, a reason that
  /// screening or the waiting for envelopes uses is missing or one for 不承認 or 受付不可 has no
  /// sentence.
  static ReasonList load(const Settings& settings);

  const Reason* find(std::string_view code) const;

  /// What a reviewer reads for the code in an application: the label of the list, or the word of
  /// a ReviewCause; empty for any other code.
  std::string_view label(std::string_view code) const;

  /// The codes that a verdict may name, for a message: `code(label), …`.
  std::string choices(Verdict verdict) const;

  /// Those that a person may name, in the order of the file.
  std::vector<const Reason*> for_decisions() const;

 private:
  void need(std::string_view code, Verdict verdict, const std::filesystem::path& file) const;

  std::vector<std::string> order_;
  std::map<std::string, Reason, std::less<>> reasons_;
};

}  // namespace saihakko

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/domain/application.hpp"
#include "core/domain/void_reason.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/letters_table.hpp"

namespace saihakko {

/// What a person orders. `reason` is one of void_reasons_for() its kind.
struct VoidOrder {
  Voiding kind = Voiding::for_good;
  VoidReason reason = VoidReason::other;
  std::string note;  ///< 備考: internal
  std::int64_t uid = 0;
};

struct LetterVoided {
  bool changed = true;      ///< false: it was void before
  Letter letter;            ///< as it stands now
  Application application;  ///< as it stands now: approved for a new letter, or in review
  bool was_posted = false;  ///< as far as the print room has reported
};

/// Voids a live letter (sealed, collected, printed, posted), inside the caller's transaction; its
/// temporary password opens nothing from there on. The application of a reprint goes back to
/// approved, so that the next render-letters makes the next edition, to the address frozen at
/// approval. When the ledger does not allow that letter any more, or names another addressee, and
/// always with Voiding::for_good, it goes back to the reviewer: the next approval freezes the
/// address anew. The applicant is told nothing: the result notice said that a letter comes, and
/// this still holds, or the reviewer decides. The answer is why not, in Japanese and with the
/// remedy; nothing has changed then.
std::variant<LetterVoided, std::string> void_letter(Database& database,
                                                    std::string_view notice_number,
                                                    const VoidOrder& order, Instant now);

/// What comes after a letter that is void, spoiled or returned: which letter, or who decides. One
/// or more sentences in Japanese, without a full stop at the end.
std::string what_follows(const Letter& letter, const Application& application);

}  // namespace saihakko

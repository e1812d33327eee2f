#include "core/service/steps/letter_steps.hpp"

#include <fmt/format.h>

namespace saihakko {

void step(Database& database, const Actor& actor, Letter& letter, LetterState to,
          std::string_view detail, Instant now) {
  if (!change_state(database, letter, to, now)) throw StaleLetter();
  append_audit(database, actor, now,
               {fmt::format("letter_{}", to_text(to)), letter.notice_number, detail});
  letter.state = to;
  letter.state_since = now;
}

}  // namespace saihakko

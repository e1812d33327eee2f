#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/serial_set.hpp"
#include "core/service/intake/read_print_result.hpp"
#include "core/service/letters/track_letters.hpp"
#include "core/service/setup/union_groups.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// Who reports, and on which unions' letters they may.
struct Reporter {
  std::int64_t uid = 0;
  UnionGroups groups;
};

/// Takes a line of a file or command that was read, inside the caller's transaction: refuses a
/// letter or batch of a union that is not the reporter's, then does as track_letter() or
/// track_batch(). `named` gives the letters with lines of their own; it is asked for a batch alone.
std::optional<TrackRefusal> take_report(Database& database, const Reporter& reporter,
                                        const PrintResultLine& line, const ResultSource& source,
                                        const std::function<const SerialSet&()>& named,
                                        Instant now);

/// What a person reports by a command of each letter that it names.
struct MarkOrder {
  Reporter reporter;
  PrintResult result = PrintResult::collected;
  std::string time;    ///< as it was given; empty: now
  std::string person;  ///< as it was given; may be empty
  std::string batch;   ///< letters of this batch alone, and no batch by its name; empty: any
  enum class Names { letters, letters_and_batches } names = Names::letters_and_batches;
};

/// What becomes of one number.
struct Mark {
  enum class Answer {
    taken,
    unreadable,
    unknown,
    other_batch,
    stop,  ///< its password is dead: the letter must not be posted
    refused
  };
  Answer answer = Answer::taken;
  std::string number;   ///< as it is written; what was given where that cannot be read
  std::string message;  ///< in Japanese; empty where there is nothing more to say
};

std::string_view to_text(Mark::Answer answer);

/// Takes one notice number or batch name in a transaction of its own.
Mark mark(Database& database, const MarkOrder& order, std::string_view text, Instant now);

}  // namespace saihakko

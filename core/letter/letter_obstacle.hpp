#pragma once

#include <string>

namespace saihakko {

/// Why a letter cannot be printed.
struct LetterObstacle {
  std::string field;   // the LetterContent member: "office_name", "address", …
  std::string reason;  // Japanese, for the reviewer; names code points, never the text itself
};

}  // namespace saihakko

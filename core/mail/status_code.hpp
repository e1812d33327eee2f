#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saihakko {

/// A status code (RFC 3463, `5.1.1`) found in words.
struct StatusCode {
  enum class Standing {
    none,        ///< there is none
    alone,       ///< a number of that form stands by itself
    reply,       ///< the reply code of a server without one: `550` is 5.0.0
    after_reply  ///< a server's reply names it: `550 5.1.1`, `550 No such user (#5.1.1)`
  };
  std::string text;  ///< class 2, 4 or 5; empty for none
  Standing standing = Standing::none;
  std::size_t begin = 0;  ///< where it stands, its reply code included
};

/// The status that a text tells, the firmest of those that stand in it: one in a server's reply
/// before a reply code alone, that before a number that stands by itself. Addresses (`192.0.2.5`),
/// versions (`Exim 4.69`) and numbers within words are none.
StatusCode find_status(std::string_view text);

}  // namespace saihakko
